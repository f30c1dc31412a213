// SPDX-License-Identifier: Apache-2.0
#include "config/drawing_graph.hpp"

#include "penstock/param_binding.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace penstock::config {
namespace {

const Value* param(const ValidatedNode& node, std::string_view name) {
    for (const auto& [key, value] : node.params)
        if (key == name && !value.is_null())
            return &value;
    return nullptr;
}

// "16 images, 512MiB": the part of the budget that the config states.
std::string budget_of(const ValidatedNode& limiter) {
    std::string text;
    if (const Value* images = param(limiter, "max_images"); images && images->is_integer())
        text = std::to_string(images->as_integer()) +
               (images->as_integer() == 1 ? " image" : " images");
    if (const Value* bytes = param(limiter, "max_bytes"); bytes && bytes->is_integer()) {
        text += text.empty() ? "" : ", ";
        text += to_string(ByteSize{static_cast<std::uint64_t>(bytes->as_integer())});
    }
    return text;
}

std::string calls_at_once(const Concurrency& concurrency) {
    const bool is_number = !concurrency.is_serial() && !concurrency.is_unlimited();
    return concurrency.to_string() + (is_number ? " at once" : "");
}

std::string detail_of(const ValidatedNode& node) {
    const NodeDescriptor& descriptor = node.type->descriptor;
    const std::string more =
        descriptor.kind == NodeKind::limiter ? budget_of(node) : calls_at_once(node.concurrency);
    return more.empty() ? descriptor.type : descriptor.type + ", " + more;
}

std::string attribute_text(const Value& value) {
    if (value.is_string())
        return value.as_string();
    if (value.is_bool())
        return value.as_bool() ? "true" : "false";
    if (value.is_integer())
        return std::to_string(value.as_integer());
    if (value.is_real()) {
        std::string text = std::to_string(value.as_real());
        text.erase(text.find_last_not_of('0') + 1);
        return text.back() == '.' ? text + '0' : text;
    }
    return std::string{value.type_name()};
}

std::string attributes_of(const ValidatedNode& node) {
    std::string text;
    for (const auto& [name, value] : node.set.entries())
        text += (text.empty() ? "" : ", ") + name + '=' + attribute_text(value);
    return text;
}

std::string note_on(const std::string& node, const DrawingOptions& options) {
    const auto note = options.notes.find(node);
    return note == options.notes.end() ? "" : note->second;
}

// Ports are named where a reader could not guess them.
std::string label_of(const ValidatedConfig& config, const ValidatedEdge& edge) {
    if (edge.from_port == dead_letter_port)
        return "failed";
    std::string label;
    const ValidatedNode& from = config.nodes()[edge.from];
    const ValidatedNode& to = config.nodes()[edge.to];
    if (from.type->outputs(from.params).size() > 1)
        label = edge.from_port;
    if (to.type->inputs(to.params).size() > 1)
        label += (label.empty() ? "to " : " to ") + edge.to_port;
    return label;
}

DrawnEdge drawn_edge(const ValidatedConfig& config, const ValidatedEdge& edge) {
    return {.from = edge.from,
            .to = edge.to,
            .label = label_of(config, edge),
            .flow = edge.from_port == dead_letter_port ? DrawnFlow::dead_letter : DrawnFlow::items};
}

// Adds what the engine puts between a limiter and its loaders, under the names that profilers show.
class Expansion {
public:
    Expansion(const ValidatedConfig& config, DrawnGraph& graph) : config_{config}, graph_{graph} {}

    void add() {
        for (const ValidatedEdge& edge : config_.edges()) {
            if (kind_of(edge.from) == NodeKind::limiter)
                add_admission(edge);
            else
                graph_.edges.push_back(drawn_edge(config_, edge));
        }
        for (const auto& [limiter, gate] : gates_) {
            connect(gate, limiter, "budget", DrawnFlow::budget);
            for (const std::size_t sink : sinks_behind(limiter))
                connect(sink, gate, "claims", DrawnFlow::claims);
        }
    }

private:
    NodeKind kind_of(std::size_t node) const { return config_.nodes()[node].type->descriptor.kind; }

    std::size_t added(std::string name, std::string detail, NodeKind kind) {
        graph_.nodes.push_back({.name = std::move(name),
                                .detail = std::move(detail),
                                .attributes = {},
                                .kind = kind,
                                .is_added = true});
        return graph_.nodes.size() - 1;
    }

    void connect(std::size_t from, std::size_t to, std::string label, DrawnFlow flow) {
        const auto is_same = [&](const DrawnEdge& edge) {
            return edge.from == from && edge.to == to && edge.flow == flow;
        };
        if (std::none_of(graph_.edges.begin(), graph_.edges.end(), is_same))
            graph_.edges.push_back(
                {.from = from, .to = to, .label = std::move(label), .flow = flow});
    }

    // limiter -> measure -> gate (-> read) -> whatever the config puts behind the limiter
    void add_admission(const ValidatedEdge& edge) {
        const ValidatedNode& behind = config_.nodes()[edge.to];
        const NodeDescriptor& descriptor = behind.type->descriptor;
        const bool reads_files = descriptor.kind == NodeKind::loader && descriptor.traits.blocks;
        const std::size_t gate = gate_of(edge.from);
        if (!reads_files)
            return connect(gate, edge.to, "", DrawnFlow::items);
        const std::size_t read = added(behind.name + "/read", "on I/O threads", NodeKind::loader);
        connect(gate, read, "", DrawnFlow::items);
        connect(read, edge.to, "", DrawnFlow::items);
    }

    std::size_t gate_of(std::size_t limiter) {
        if (const auto found = gates_.find(limiter); found != gates_.end())
            return found->second;
        const std::string& name = config_.nodes()[limiter].name;
        const std::size_t measure =
            added(name + "/measure", "sizes, for the claim", NodeKind::limiter);
        const std::size_t gate = added(name + "/gate", "admits in order", NodeKind::limiter);
        connect(limiter, measure, "", DrawnFlow::items);
        connect(measure, gate, "", DrawnFlow::items);
        gates_[limiter] = gate;
        return gate;
    }

    std::vector<std::size_t> sinks_behind(std::size_t start) const {
        std::set<std::size_t> seen{start};
        std::vector<std::size_t> open{start};
        while (!open.empty()) {
            const std::size_t node = open.back();
            open.pop_back();
            for (const ValidatedEdge& edge : config_.edges())
                if (edge.from == node && seen.insert(edge.to).second)
                    open.push_back(edge.to);
        }
        std::vector<std::size_t> sinks;
        std::copy_if(seen.begin(), seen.end(), std::back_inserter(sinks), [&](std::size_t node) {
            return kind_of(node) == NodeKind::sink;
        });
        return sinks;
    }

    const ValidatedConfig& config_;
    DrawnGraph& graph_;
    std::map<std::size_t, std::size_t> gates_; // by limiter
};

} // namespace

DrawnGraph drawn_graph(const ValidatedConfig& config, const DrawingOptions& options) {
    DrawnGraph graph;
    graph.title = config.content().name;
    graph.description = config.content().description;
    for (const ValidatedNode& node : config.nodes())
        graph.nodes.push_back({.name = node.name,
                               .detail = detail_of(node),
                               .attributes = attributes_of(node),
                               .note = note_on(node.name, options),
                               .kind = node.type->descriptor.kind,
                               .is_added = false});
    if (options.is_expanded) {
        Expansion{config, graph}.add();
    } else {
        for (const ValidatedEdge& edge : config.edges())
            graph.edges.push_back(drawn_edge(config, edge));
    }
    return graph;
}

} // namespace penstock::config

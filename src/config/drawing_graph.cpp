// SPDX-License-Identifier: Apache-2.0
#include "config/drawing_graph.hpp"

#include "penstock/param_binding.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
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

std::vector<std::string> lines_in(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

void add_options(DrawnNode& node, const DrawingOptions& options) {
    if (const auto note = options.notes.find(node.name); note != options.notes.end())
        node.notes = lines_in(note->second);
    if (const auto mark = options.marks.find(node.name); mark != options.marks.end())
        node.mark = mark->second;
    if (const auto heat = options.heat.find(node.name); heat != options.heat.end())
        node.heat = std::clamp(heat->second, 0.0, 1.0);
    if (const auto numbers = options.numbers.find(node.name); numbers != options.numbers.end())
        node.numbers = numbers->second;
}

std::optional<double> amount_over(std::size_t edge, const DrawingOptions& options) {
    const auto own = options.flow.find(edge);
    return own == options.flow.end() ? std::nullopt : std::optional{own->second};
}

void set_shares(std::vector<DrawnEdge>& edges) {
    double most = 0;
    for (const DrawnEdge& edge : edges)
        most = std::max(most, edge.amount.value_or(0));
    for (DrawnEdge& edge : edges)
        if (edge.amount)
            edge.share = most > 0 ? std::clamp(*edge.amount / most, 0.0, 1.0) : 0.0;
}

// Each once: an input and an output may have the same name.
std::vector<std::string> ports_of(const ValidatedConfig& config, std::size_t index) {
    const ValidatedNode& node = config.nodes()[index];
    std::vector<std::string> names;
    const auto add = [&names](const std::string& name) {
        if (std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    };
    for (const PortDescriptor& port : node.type->inputs(node.params))
        add(port.name);
    for (const PortDescriptor& port : node.type->outputs(node.params))
        add(port.name);
    for (const ValidatedEdge& edge : config.edges())
        if (edge.from == index)
            add(edge.from_port); // of failed items, too
    return names;
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

DrawnEdge
drawn_edge(const ValidatedConfig& config, std::size_t index, const DrawingOptions& options) {
    const ValidatedEdge& edge = config.edges()[index];
    return {.from = edge.from,
            .to = edge.to,
            .label = label_of(config, edge),
            .flow = edge.from_port == dead_letter_port ? DrawnFlow::dead_letter : DrawnFlow::items,
            .amount = amount_over(index, options),
            .from_port = edge.from_port,
            .to_port = edge.to_port};
}

// Adds what the engine puts between a limiter and its loaders, under the names that profilers show.
class Expansion {
public:
    Expansion(const ValidatedConfig& config, const DrawingOptions& options, DrawnGraph& graph)
        : config_{config}, options_{options}, graph_{graph} {}

    void add() {
        for (std::size_t i = 0; i < config_.edges().size(); ++i) {
            if (kind_of(config_.edges()[i].from) == NodeKind::limiter)
                add_admission(config_.edges()[i], amount_over(i, options_));
            else
                graph_.edges.push_back(drawn_edge(config_, i, options_));
        }
        for (const auto& [limiter, admission] : admissions_) {
            connect(admission.gate, limiter, "budget", DrawnFlow::budget);
            for (const std::size_t sink : sinks_behind(limiter))
                connect(sink, admission.gate, "claims", DrawnFlow::claims);
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

    void connect(std::size_t from,
                 std::size_t to,
                 std::string label,
                 DrawnFlow flow,
                 std::optional<double> amount = {}) {
        const auto is_same = [&](const DrawnEdge& edge) {
            return edge.from == from && edge.to == to && edge.flow == flow;
        };
        const auto known = std::find_if(graph_.edges.begin(), graph_.edges.end(), is_same);
        if (known != graph_.edges.end())
            known->amount = std::max(known->amount, amount); // each way behind it has all of them
        else
            graph_.edges.push_back({.from = from,
                                    .to = to,
                                    .label = std::move(label),
                                    .flow = flow,
                                    .amount = amount});
    }

    // limiter -> measure -> gate (-> read) -> whatever the config puts behind the limiter
    void add_admission(const ValidatedEdge& edge, std::optional<double> amount) {
        const ValidatedNode& behind = config_.nodes()[edge.to];
        const NodeDescriptor& descriptor = behind.type->descriptor;
        const bool reads_files = descriptor.kind == NodeKind::loader && descriptor.traits.blocks;
        const std::size_t gate = gate_of(edge.from, amount);
        if (!reads_files)
            return connect(gate, edge.to, "", DrawnFlow::items, amount);
        const std::size_t read = added(behind.name + "/read", "on I/O threads", NodeKind::loader);
        connect(gate, read, "", DrawnFlow::items, amount);
        connect(read, edge.to, "", DrawnFlow::items, amount);
    }

    struct Admission {
        std::size_t measure;
        std::size_t gate;
    };

    std::size_t gate_of(std::size_t limiter, std::optional<double> amount) {
        if (!admissions_.contains(limiter)) {
            const std::string& name = config_.nodes()[limiter].name;
            const std::size_t measure =
                added(name + "/measure", "sizes, for the claim", NodeKind::limiter);
            const std::size_t gate = added(name + "/gate", "admits in order", NodeKind::limiter);
            admissions_[limiter] = {.measure = measure, .gate = gate};
        }
        const Admission& admission = admissions_.at(limiter);
        connect(limiter, admission.measure, "", DrawnFlow::items, amount);
        connect(admission.measure, admission.gate, "", DrawnFlow::items, amount);
        return admission.gate;
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
    const DrawingOptions& options_;
    DrawnGraph& graph_;
    std::map<std::size_t, Admission> admissions_; // by limiter
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
                               .type = node.type->descriptor.type,
                               .concurrency = node.concurrency.to_string(),
                               .ports = ports_of(config, graph.nodes.size()),
                               .kind = node.type->descriptor.kind,
                               .is_added = false});
    if (options.is_expanded) {
        Expansion{config, options, graph}.add();
    } else {
        for (std::size_t i = 0; i < config.edges().size(); ++i)
            graph.edges.push_back(drawn_edge(config, i, options));
    }
    for (DrawnNode& node : graph.nodes)
        add_options(node, options);
    set_shares(graph.edges);
    graph.captions = options.captions;
    return graph;
}

std::vector<std::string> lines_of(const DrawnNode& node) {
    std::vector<std::string> lines{node.detail};
    if (!node.attributes.empty())
        lines.push_back(node.attributes);
    lines.insert(lines.end(), node.notes.begin(), node.notes.end());
    return lines;
}

double line_width(std::optional<double> share) {
    constexpr double usual = 1.5;
    constexpr double widest = 8;
    return share ? usual + (widest - usual) * *share : usual;
}

double opacity_of(double heat) {
    constexpr double least = 0.06;
    constexpr double most = 0.6;
    return least + (most - least) * heat;
}

bool DrawnGraph::has_heat() const {
    return std::any_of(
        nodes.begin(), nodes.end(), [](const DrawnNode& node) { return node.heat.has_value(); });
}

} // namespace penstock::config

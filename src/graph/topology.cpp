// SPDX-License-Identifier: Apache-2.0
#include "graph/topology.hpp"

#include "config/rules.hpp"

#include <algorithm>
#include <utility>

namespace penstock::graph {
namespace {

bool wants_source_order(const ValidatedNode& node) {
    return node.type->descriptor.traits.can_order &&
           std::ranges::any_of(node.params, [](const Value::Member& param) {
               return param.first == "order" && param.second == Value{"source"};
           });
}

using Ports = NodeType::Ports;

// Behind the last one where there is none of that name.
std::uint32_t position(const Ports& ports, const std::string& name) {
    const auto found = std::ranges::find(ports, name, &PortDescriptor::name);
    return static_cast<std::uint32_t>(found - ports.begin());
}

} // namespace

Topology::Topology(const ValidatedConfig& config, config::RulesOff off)
    : rules_off_{std::move(off)}, edges_(config.nodes().size()) {
    for (const ValidatedNode& node : config.nodes()) {
        const NodeKind kind = node.type->descriptor.kind;
        inputs_.push_back(node.type->inputs(node.params).size());
        gathers_.push_back(kind == NodeKind::gather);
        is_ordered_.push_back(gathers_.back() || wants_source_order(node));
        counts_arrivals_.push_back(is_ordered_.back() || kind == NodeKind::join);
    }
    add_edges(config);
    std::vector<int> known(edges_.size(), -1);
    for (NodeIndex node = 0; node < edges_.size(); ++node)
        mark_tombstones(node, known);
    find_regions(config);
}

void Topology::add_edges(const ValidatedConfig& config) {
    for (std::size_t number = 0; number < config.edges().size(); ++number) {
        const ValidatedEdge& edge = config.edges()[number];
        const ValidatedNode& from = config.nodes()[edge.from];
        const ValidatedNode& to = config.nodes()[edge.to];
        edges_[edge.from].push_back(
            {.number = number,
             .to = edge.to,
             .port = position(from.type->outputs(from.params), edge.from_port),
             .to_port = position(to.type->inputs(to.params), edge.to_port),
             .is_dead_letter = edge.from_port == dead_letter_port,
             .needs_tombstones = false});
    }
}

bool Topology::leads_to(NodeIndex from, NodeIndex to) const {
    std::vector<NodeIndex> open{from};
    std::vector<bool> is_reached(edges_.size());
    while (!open.empty()) {
        const NodeIndex node = open.back();
        open.pop_back();
        for (const Edge& edge : edges_[node]) {
            if (edge.to == to)
                return true;
            if (!is_reached[edge.to])
                open.push_back(edge.to);
            is_reached[edge.to] = true;
        }
    }
    return false;
}

// Whether something at or behind the node counts arrivals. Behind a gathering node others are
// counted: its results. The graph has no cycles: validation refused them.
bool Topology::mark_tombstones(NodeIndex node, std::vector<int>& known) {
    if (known[node] >= 0)
        return known[node] == 1;
    bool any = counts_arrivals_[node];
    for (Edge& edge : edges_[node]) {
        edge.needs_tombstones = mark_tombstones(edge.to, known);
        any = any || (edge.needs_tombstones && !gathers_[node]);
    }
    known[node] = any ? 1 : 0;
    return any;
}

void Topology::find_regions(const ValidatedConfig& config) {
    constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::vector<std::size_t> region_of(edges_.size(), none);
    std::vector<ConfigIssue> issues;
    for (NodeIndex limiter = 0; limiter < edges_.size(); ++limiter) {
        if (config.nodes()[limiter].type->descriptor.kind != NodeKind::limiter)
            continue;
        Region region{.limiter = limiter, .sources = {}, .nodes = {}};
        for (NodeIndex node = 0; node < edges_.size(); ++node)
            if (std::ranges::any_of(edges_[node],
                                    [&](const Edge& edge) { return edge.to == limiter; }))
                region.sources.push_back(node);
        std::vector<NodeIndex> open{limiter};
        std::vector<bool> is_reached(edges_.size());
        while (!open.empty()) {
            const NodeIndex node = open.back();
            open.pop_back();
            for (const Edge& edge : edges_[node])
                if (!is_reached[edge.to]) {
                    is_reached[edge.to] = true;
                    open.push_back(edge.to);
                }
        }
        for (NodeIndex node = 0; node < edges_.size(); ++node) {
            if (!is_reached[node])
                continue;
            region.nodes.push_back(node);
            const std::size_t other = std::exchange(region_of[node], regions_.size());
            if (other == none || rules_off_.contains(config::rule::joined_limiters))
                continue;
            issues.push_back(config.issue_at(config.nodes()[node].origin,
                                             "nodes." + config.nodes()[node].name,
                                             "two limiters reach this node: \"" +
                                                 config.nodes()[regions_[other].limiter].name +
                                                 "\" and \"" + config.nodes()[limiter].name +
                                                 "\"; put all its sources behind one limiter, "
                                                 "or give each limiter a node of its own"));
            issues.back().rule = config::rule::joined_limiters;
        }
        regions_.push_back(std::move(region));
    }
    if (!issues.empty())
        throw ConfigError{std::move(issues)};
}

} // namespace penstock::graph

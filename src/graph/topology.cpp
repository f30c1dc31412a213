// SPDX-License-Identifier: Apache-2.0
#include "graph/topology.hpp"

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

} // namespace

Topology::Topology(const ValidatedConfig& config) : edges_(config.nodes().size()) {
    for (const ValidatedEdge& edge : config.edges())
        edges_[edge.from].push_back(
            {.to = edge.to, .is_dead_letter = edge.from_port == dead_letter_port});
    for (const ValidatedNode& node : config.nodes())
        is_ordered_.push_back(wants_source_order(node));
    std::vector<int> known(edges_.size(), -1);
    for (NodeIndex node = 0; node < edges_.size(); ++node)
        mark_tombstones(node, known);
    find_regions(config);
}

// Whether something at or behind the node counts arrivals. The graph has no cycles: validation
// refused them.
bool Topology::mark_tombstones(NodeIndex node, std::vector<int>& known) {
    if (known[node] >= 0)
        return known[node] == 1;
    bool any = is_ordered_[node];
    for (Edge& edge : edges_[node]) {
        edge.needs_tombstones = mark_tombstones(edge.to, known);
        any = any || edge.needs_tombstones;
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
            if (other != none)
                issues.push_back(config.issue_at(config.nodes()[node].origin,
                                                 "nodes." + config.nodes()[node].name,
                                                 "two limiters reach this node: \"" +
                                                     config.nodes()[regions_[other].limiter].name +
                                                     "\" and \"" + config.nodes()[limiter].name +
                                                     "\"; put all its sources behind one limiter, "
                                                     "or give each limiter a node of its own"));
        }
        regions_.push_back(std::move(region));
    }
    if (!issues.empty())
        throw ConfigError{std::move(issues)};
}

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/validated_config.hpp"

#include "config/rules_off.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace penstock::graph {

/// Index of a node in `ValidatedConfig::nodes()`.
using NodeIndex = std::size_t;

/// One limiter with the sources before it and everything behind it. Nothing is shared between
/// regions.
struct Region {
    NodeIndex limiter = 0;
    std::vector<NodeIndex> sources; ///< in config order
    std::vector<NodeIndex> nodes;   ///< behind the limiter, in config order
};

/// The shape of a validated graph: who sends to whom, and through which port.
class Topology {
public:
    /// An outgoing edge.
    struct Edge {
        std::size_t number = 0; ///< its place in `ValidatedConfig::edges`
        NodeIndex to = 0;
        std::uint32_t port = 0;    ///< which output, in the order of the ports; dead letters last
        std::uint32_t to_port = 0; ///< which input
        bool is_dead_letter = false;
        /// Somebody at or behind its end counts arrivals, so what will not arrive must be announced
        /// by a tombstone.
        bool needs_tombstones = false;
    };

    /// Throws `ConfigError` where two limiters reach one node. `off`: for tests alone.
    explicit Topology(const ValidatedConfig& config, config::RulesOff off = {});

    [[nodiscard]] const std::vector<Edge>& edges_from(NodeIndex node) const { return edges_[node]; }
    /// The rules that are not held to; none, but for tests.
    [[nodiscard]] const config::RulesOff& rules_off() const { return rules_off_; }
    [[nodiscard]] const std::vector<Region>& regions() const { return regions_; }
    /// The node puts items in source order before it works on them.
    [[nodiscard]] bool is_ordered(NodeIndex node) const { return is_ordered_[node]; }
    /// How many inputs the node has.
    [[nodiscard]] std::size_t inputs(NodeIndex node) const { return inputs_[node]; }
    /// Whether edges lead from one node to another.
    [[nodiscard]] bool leads_to(NodeIndex from, NodeIndex to) const;

private:
    void add_edges(const ValidatedConfig& config);
    bool mark_tombstones(NodeIndex node, std::vector<int>& known);
    void find_regions(const ValidatedConfig& config);

    config::RulesOff rules_off_;
    std::vector<std::vector<Edge>> edges_;
    std::vector<std::size_t> inputs_;
    std::vector<bool> is_ordered_;
    std::vector<bool> counts_arrivals_; // ordered, joining or gathering
    std::vector<bool> gathers_;
    std::vector<Region> regions_;
};

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/call_tree.hpp"
#include "graph/node_table.hpp"
#include "graph/topology.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace penstock::graph {

/// Follows every way through a graph from one place on, and finds what belongs together where ways
/// meet in a join. Throws `ConfigError` where they do not fit.
class TreeBuilder {
public:
    /// The arguments outlive it.
    TreeBuilder(const ValidatedConfig& config, const Topology& topology, const NodeTable& nodes);

    /// The tree whose call 0 is `root`. `list_size`: how many members what it makes has, where that
    /// is a list; else 0.
    [[nodiscard]] CallTree build(NodeIndex root, std::uint32_t list_size);

private:
    /// One of the pieces as which the result of a call travels.
    struct Piece {
        CallIndex split = 0;
        std::uint32_t piece = 0;
        std::uint32_t pieces = 0;
    };
    /// How something came to a call.
    struct Way {
        std::vector<Piece> pieces;
        std::uint32_t list_size = 0;
    };
    struct Arrival {
        CallIndex call = 0;
        NodeIndex join = 0;
        std::uint32_t input = 0;
    };

    void add_children(CallIndex call, const Way& result);
    void add_call(CallIndex parent, const Topology::Edge& edge, std::uint32_t number, Way way);
    void add_behind(CallIndex call);
    [[nodiscard]] std::uint32_t pieces_of(CallIndex call) const;
    void add_joins();
    [[nodiscard]] NodeIndex next_join() const;
    void join(NodeIndex node);
    void join_group(NodeIndex node, const std::vector<Arrival>& group, const Way& result);
    [[nodiscard]] std::uint32_t member_of(const Arrival& arrival) const;
    [[nodiscard]] bool exclude_each_other(CallIndex left, CallIndex right) const;
    [[nodiscard]] std::vector<CallIndex> ancestry(CallIndex call) const;
    [[nodiscard]] bool gives_several(NodeIndex node) const;
    [[nodiscard]] bool joins_split(NodeIndex node) const;
    /// Throws, but where the rule is off.
    void refuse(NodeIndex node, std::string_view rule, std::string message) const;

    const ValidatedConfig& config_;
    const Topology& topology_;
    const NodeTable& nodes_;
    CallTree tree_;
    std::vector<Way> ways_; // of what each call gets
    std::vector<Arrival> arrivals_;
};

} // namespace penstock::graph

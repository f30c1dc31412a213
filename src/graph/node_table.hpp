// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node.hpp"

#include "graph/thrown.hpp"
#include "graph/topology.hpp"

#include <cassert>
#include <memory>
#include <utility>
#include <vector>

namespace penstock::graph {

/// The node objects of one graph, by index in the config. Limiters have none.
class NodeTable {
public:
    /// Throws `ConfigError` where the parameters of nodes contradict each other.
    explicit NodeTable(const ValidatedConfig& config) {
        std::vector<ConfigIssue> issues;
        for (const ValidatedNode& node : config.nodes()) {
            try {
                nodes_.push_back(node.type->make ? node.type->make(node.params) : nullptr);
            } catch (...) {
                issues.push_back(config.issue_at(node.origin, "nodes." + node.name, thrown_text()));
            }
        }
        if (!issues.empty())
            throw ConfigError{std::move(issues)};
    }

    [[nodiscard]] Node* find(NodeIndex node) const { return nodes_[node].get(); }
    // Of a node that is of that kind, as its type says. Asked for each item: no dynamic_cast.
    [[nodiscard]] SourceNode& source(NodeIndex node) const { return as<SourceNode>(node); }
    [[nodiscard]] LoaderNode& loader(NodeIndex node) const { return as<LoaderNode>(node); }
    [[nodiscard]] WorkNode& work(NodeIndex node) const { return as<WorkNode>(node); }
    [[nodiscard]] JoinNode& join(NodeIndex node) const { return as<JoinNode>(node); }
    [[nodiscard]] GatherNode& gather(NodeIndex node) const { return as<GatherNode>(node); }

private:
    template <class Kind> [[nodiscard]] Kind& as(NodeIndex node) const {
        assert(dynamic_cast<Kind*>(nodes_[node].get()) != nullptr);
        return static_cast<Kind&>(*nodes_[node]);
    }

    std::vector<std::unique_ptr<Node>> nodes_;
};

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline_config.hpp"

#include "config/edges.hpp"
#include "config/issues.hpp"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace penstock::config {

/// What the ports of one use of a subgraph stand for.
struct UsePorts {
    using Ports = std::vector<std::pair<std::string, std::vector<EdgeEnd>>>;

    std::string subgraph; ///< its name
    Origin declared;      ///< where
    Ports inputs;         ///< ends are nodes of the whole graph
    Ports outputs;
    bool is_broken = false; ///< a mistake was found: nothing can be said of the ports
};

/// The names that edges of one place can mean: of the config itself, or of one copy of a subgraph.
struct EdgeScope {
    std::string prefix; ///< what stands before the names of its nodes: "", "small/"
    std::map<std::string, UsePorts, std::less<>> uses;
};

enum class EdgeSide { from, to };

/// The ends that one end of an edge stands for: itself, or those behind the port of a use. None
/// where it is a mistake.
[[nodiscard]] std::vector<EdgeEnd> resolve_end(const EdgeScope& scope,
                                               const EdgeEnd& end,
                                               EdgeSide side,
                                               const std::string& path,
                                               Issues& issues);

/// Adds edges to `connected`, with nodes in the place of uses. False where one is missing because
/// of a mistake.
[[nodiscard]] bool connect(const EdgeScope& scope,
                           const std::vector<EdgeConfig>& edges,
                           const std::string& path,
                           std::vector<EdgeConfig>& connected,
                           Issues& issues);

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_registry.hpp"
#include "penstock/pipeline_config.hpp"

#include "config/issues.hpp"
#include "config/ports.hpp"
#include "config/rules_off.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::config {

struct WiredNode : PortedNode {
    std::string name;
    Origin origin;
    std::vector<std::size_t> incoming; // indices into `edges`, in file order
    std::vector<std::size_t> outgoing;

    /// The port of that name, or null.
    [[nodiscard]] const PortDescriptor* find_input(std::string_view port) const;
    [[nodiscard]] const PortDescriptor* find_output(std::string_view port) const;

    [[nodiscard]] bool is_kind(NodeKind kind) const {
        return type != nullptr && type->descriptor.kind == kind;
    }
};

struct WiredEdge {
    std::size_t from = 0; // indices into `nodes`
    std::string from_port;
    std::size_t to = 0;
    std::string to_port;
    Origin origin;
};

/// Nodes and edges, joined: what the checks of the graph look at.
struct Wiring {
    std::vector<WiredNode> nodes;
    std::vector<WiredEdge> edges;
    /// Every edge of the text is here. Otherwise nothing can be said of edges that seem to be
    /// missing.
    bool is_complete = true;
    /// Every node has a type.
    bool is_typed = true;
};

/// Finds the nodes and ports that the edges name; reports those that do not exist, edges that stand
/// twice and edges that lead from a node to itself. `nodes` has an entry for each node of the
/// config.
[[nodiscard]] Wiring wire(const PipelineConfig& config,
                          const std::vector<PortedNode>& nodes,
                          const RulesOff& off,
                          Issues& issues);

/// Reports edges between ports that carry different things.
void check_payloads(const Wiring& wiring, const NodeRegistry& registry, Issues& issues);

/// Reports sources without a limiter, limiters that do not stand directly behind their sources,
/// loaders that are fed by something else.
void check_limiters(const Wiring& wiring, Issues& issues);

/// Reports what does not begin in a source or end in a sink: circles, nodes that nothing leads to,
/// outputs that nothing takes.
void check_paths(const Wiring& wiring, const NodeRegistry& registry, Issues& issues);

/// The names of registered types that satisfy a condition, sorted.
template <class Condition>
[[nodiscard]] std::vector<std::string> types_where(const NodeRegistry& registry,
                                                   Condition condition) {
    std::vector<std::string> names;
    for (const std::string& name : registry.names())
        if (condition(registry.find(name)->descriptor))
            names.push_back(name);
    return names;
}

} // namespace penstock::config

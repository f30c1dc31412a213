// SPDX-License-Identifier: Apache-2.0
#include "config/use_ports.hpp"

#include "config/nearest.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace penstock::config {
namespace {

std::vector<std::string> names_of(const UsePorts::Ports& ports) {
    std::vector<std::string> names;
    for (const auto& [name, ends] : ports)
        names.push_back(name);
    return names;
}

// What is wrong with an end that names a port of a use, or its only one.
std::string mistake_in(const EdgeEnd& end, const UsePorts& use, EdgeSide side) {
    const char* what = side == EdgeSide::from ? "output" : "input";
    const std::vector<std::string> names =
        names_of(side == EdgeSide::from ? use.outputs : use.inputs);
    if (names.empty())
        return fmt::format("\"{}\" has no {}s: the subgraph \"{}\" declares none; name one of its "
                           "nodes, such as \"{}/NODE\", or add \"{}s\"",
                           end.node,
                           what,
                           use.subgraph,
                           end.node,
                           what);
    if (end.port.empty())
        return fmt::format(R"("{0}" has several {1}s; expected one of them by name: "{0}.{2}")",
                           end.node,
                           what,
                           fmt::join(names, "\", \"" + end.node + "."));
    return fmt::format(R"("{}" has no {} "{}"; expected {}{})",
                       end.node,
                       what,
                       end.port,
                       alternatives(names),
                       did_you_mean(end.port, names));
}

} // namespace

std::vector<EdgeEnd> resolve_end(const EdgeScope& scope,
                                 const EdgeEnd& end,
                                 EdgeSide side,
                                 const std::string& path,
                                 Issues& issues) {
    const auto use = scope.uses.find(end.node);
    if (use == scope.uses.end())
        return {EdgeEnd{scope.prefix + end.node, end.port, end.origin}};
    if (use->second.is_broken)
        return {};
    const UsePorts::Ports& ports =
        side == EdgeSide::from ? use->second.outputs : use->second.inputs;
    const auto port = std::find_if(ports.begin(), ports.end(), [&end](const auto& one) {
        return end.port.empty() || one.first == end.port;
    });
    const bool is_clear = !end.port.empty() || ports.size() == 1;
    if (port != ports.end() && is_clear)
        return port->second;
    issues.error(
        end.origin, path, mistake_in(end, use->second, side), "declared", use->second.declared);
    return {};
}

bool connect(const EdgeScope& scope,
             const std::vector<EdgeConfig>& edges,
             const std::string& path,
             std::vector<EdgeConfig>& connected,
             Issues& issues) {
    bool has_all = true;
    for (const EdgeConfig& edge : edges) {
        const auto from = resolve_end(
            scope, {edge.from, edge.from_port, edge.from_origin}, EdgeSide::from, path, issues);
        const auto to =
            resolve_end(scope, {edge.to, edge.to_port, edge.to_origin}, EdgeSide::to, path, issues);
        if (connected.size() + from.size() * to.size() > max_edges) {
            issues.error(edge.origin,
                         path,
                         fmt::format("there are more than {} edges; expected fewer", max_edges));
            return false;
        }
        has_all = has_all && !from.empty() && !to.empty();
        for (const EdgeEnd& begin : from)
            for (const EdgeEnd& end : to)
                connected.push_back({.from = begin.node,
                                     .from_port = begin.port,
                                     .to = end.node,
                                     .to_port = end.port,
                                     .origin = edge.origin,
                                     .from_origin = begin.origin,
                                     .to_origin = end.origin});
    }
    return has_all;
}

} // namespace penstock::config

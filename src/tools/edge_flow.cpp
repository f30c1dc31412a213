// SPDX-License-Identifier: Apache-2.0
#include "tools/edge_flow.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace penstock::tools {
namespace {

struct Calls {
    std::optional<double> begun; // nothing: a source, of which it is not known
    double failed = 0;
};

bool is_limiter(const ValidatedNode& node) {
    return node.type->descriptor.kind == NodeKind::limiter;
}

bool is_dead_letter(const ValidatedEdge& edge) {
    return edge.from_port == dead_letter_port;
}

// By the places of nodes. A limiter lets in what the nodes behind it get, each of them all of it.
std::vector<Calls> calls_of(const ValidatedConfig& config, const RunReport& report) {
    std::vector<Calls> calls(config.nodes().size());
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const auto node =
            std::ranges::find(report.nodes, config.nodes()[i].name, &NodeReport::name);
        if (node != report.nodes.end())
            calls[i] = {.begun = static_cast<double>(node->count),
                        .failed = static_cast<double>(node->failed)};
    }
    for (const ValidatedEdge& edge : config.edges())
        if (is_limiter(config.nodes()[edge.from]))
            calls[edge.from].begun = std::max(calls[edge.from].begun, calls[edge.to].begun);
    return calls;
}

} // namespace

std::map<std::size_t, double> edge_flow(const ValidatedConfig& config, const RunReport& report) {
    const std::vector<Calls> calls = calls_of(config, report);
    const std::vector<ValidatedEdge>& edges = config.edges();
    std::map<std::size_t, double> flow;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (is_dead_letter(edges[i])) {
            flow[i] = calls[edges[i].from].failed;
            continue;
        }
        double rest = calls[edges[i].to].begun.value_or(0);
        double sent = 0; // by all that lead to the same port
        double ways = 0;
        for (const ValidatedEdge& other : edges) {
            if (other.to != edges[i].to || other.to_port != edges[i].to_port)
                continue;
            const Calls& from = calls[other.from];
            if (is_dead_letter(other))
                rest = std::max(0.0, rest - from.failed);
            else
                sent += from.begun.value_or(0);
            ways += is_dead_letter(other) ? 0 : 1;
        }
        const double own = calls[edges[i].from].begun.value_or(0);
        flow[i] = sent > 0 ? rest * own / sent : rest / ways;
    }
    return flow;
}

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#include "graph/measuring.hpp"

#include "graph/watched_call.hpp"

namespace penstock::graph {

std::optional<Measure>
measured_beforehand(const ValidatedConfig& config, const NodeTable& nodes, NodeIndex loader) {
    Run run{config, {}};
    ItemInfo info;
    const ValidatedNode& node = config.nodes()[loader];
    Measure measure;
    const CallOutcome outcome =
        watched_call(run, node, {0, node.name}, info, [&](CallContext& context) {
            measure = nodes.loader(loader).measure(info.request, context);
        });
    if (!outcome.has_returned())
        return std::nullopt;
    return measure;
}

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#include "graph/measuring.hpp"

#include "graph/call_context.hpp"
#include "graph/guarded_call.hpp"

namespace penstock::graph {

std::optional<Measure>
measured_beforehand(const ValidatedConfig& config, const NodeTable& nodes, NodeIndex loader) {
    Run run{config, {}};
    ItemInfo info;
    CallContext context{run, {0, config.nodes()[loader].name, nullptr}, info};
    Measure measure;
    const CallOutcome outcome =
        guarded_call(run, [&] { measure = nodes.loader(loader).measure(info.request, context); });
    if (!outcome.has_returned())
        return std::nullopt;
    return measure;
}

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/drawing.hpp"
#include "penstock/run_report.hpp"
#include "penstock/validated_config.hpp"

#include <string>
#include <string_view>

namespace penstock::tools {

/// Throws `UsageError`, which begins with `where`, if that is the report of a graph with other
/// nodes or limiters. Returns a warning if only parameters or edges differ; else nothing.
[[nodiscard]] std::string
check_same_graph(const ValidatedConfig& config, const RunReport& report, std::string_view where);

/// Has a drawing of the graph show what a run measured: how busy each node was, what went over each
/// edge, what limited the run. Of what a note says of a node already, that remains.
void show_run(DrawingOptions& drawing, const ValidatedConfig& config, const RunReport& report);

} // namespace penstock::tools

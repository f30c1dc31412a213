// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_report.hpp"
#include "penstock/validated_config.hpp"

#include <string>

namespace penstock::profiling {

/// The graph as SVG: nodes as warm as they were busy, what limited the run marked, and, where a
/// history was kept, edges as wide as what went over them.
[[nodiscard]] std::string report_drawing(const RunReport& report, const ValidatedConfig& config);

} // namespace penstock::profiling

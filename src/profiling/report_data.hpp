// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_report.hpp"
#include "penstock/validated_config.hpp"

#include <string>
#include <string_view>

namespace penstock::profiling {

/// What the page of a report shows, as JSON that can stand inside a script element: whatever names
/// and messages hold, nothing in it ends the element.
[[nodiscard]] std::string report_data(const RunReport& report,
                                      const ValidatedConfig& config,
                                      std::string_view effective_config);

} // namespace penstock::profiling

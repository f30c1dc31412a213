// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/bottleneck.hpp"
#include "penstock/run_report.hpp"

#include <string>

namespace penstock::tools {

/// What a run did, for people: totals, a table of its nodes, the first failures. `summary_file` is
/// where all of them are listed; empty: nowhere. Several lines, no break at the end.
[[nodiscard]] std::string summary_text(const RunReport& report, const std::string& summary_file);

/// What limits a run and what would help, a line each, a break at the end.
[[nodiscard]] std::string bottleneck_text(const Bottleneck& bottleneck);

/// The totals as one line of JSON.
[[nodiscard]] std::string summary_event(const RunReport& report);

} // namespace penstock::tools

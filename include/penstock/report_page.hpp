// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/run_report.hpp"
#include "penstock/validated_config.hpp"

#include <string>
#include <string_view>

namespace penstock {

/// The report as a page of HTML for people: one file that fetches nothing, and is forbidden to.
/// It has the graph with what went over it, what limits the run, all totals and nodes, how long
/// calls took, and failures; of a run that kept a history, also throughput, what was in flight and
/// resident memory over time, and a timeline of threads.
///
/// `config`: that of the run. `effective_config`: as the function of that name tells it; empty: the
/// page does not show it. Names that are not UTF-8 come out with replacement characters. About 100
/// KB, 150 bytes for each failure, and of a history up to 5 MB. Thread-safe.
[[nodiscard]] PENSTOCK_API std::string to_html(const RunReport& report,
                                               const ValidatedConfig& config,
                                               std::string_view effective_config = {});

} // namespace penstock

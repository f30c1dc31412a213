// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace penstock::tools {

/// One look at a run, for Prometheus.
struct MetricsView {
    RunReport report; ///< so far
    RunProgress progress;
    std::uint64_t rss_bytes = 0; ///< of the process
    double start = 0;            ///< of the run; seconds since 1970, as is the next one
    double now = 0;
    bool is_over = false;
};

/// What the counters of a run were last, by name and labels; empty before the first look.
using LastCounters = std::map<std::string, double>;

/// In the text format of Prometheus, version 0.0.4: families in one piece each, with HELP and TYPE.
/// Each sample has the label `pipeline`, so that files of several pipelines can stand in one
/// folder. Counters, and the sums of summaries, are never below their last value, which Prometheus
/// would take for a restart: an item that was written can come to have failed at the end, where a
/// later one has overwritten its file.
[[nodiscard]] std::string metrics_text(const MetricsView& view, LastCounters& last);

} // namespace penstock::tools

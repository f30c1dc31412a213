// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"

#include <cstdint>
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

/// In the text format of Prometheus, version 0.0.4: families in one piece each, with HELP and TYPE.
/// Each sample has the label `pipeline`, so that files of several pipelines can stand in one
/// folder.
[[nodiscard]] std::string metrics_text(const MetricsView& view);

} // namespace penstock::tools

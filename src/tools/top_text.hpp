// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/bottleneck.hpp"
#include "penstock/run_progress.hpp"
#include "penstock/run_report.hpp"

#include <cstddef>
#include <string>
#include <sys/types.h>
#include <vector>

namespace penstock::tools {

/// One look at a run of another process.
struct TopView {
    pid_t process = 0;
    RunReport report; ///< so far
    RunReport lately; ///< what happened since the look before; of the first one, all of it
    RunProgress progress;
    std::string limited_by; ///< of late; empty: nothing that is known
};

/// How far it is, a line for each node and limiter, and what limits: narrower than `columns`, what
/// does not fit is left out. Nothing in it moves the cursor.
[[nodiscard]] std::vector<std::string> top_lines(const TopView& view, std::size_t columns);

/// Which runs there are: a line for each, and one before them.
[[nodiscard]] std::vector<std::string> run_list(const std::vector<TopView>& views);

} // namespace penstock::tools

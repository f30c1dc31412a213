// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/bottleneck.hpp"
#include "penstock/run_report.hpp"

#include <string>
#include <vector>

// What `penstock what-if` is asked to change, as it is typed.
namespace penstock::tools {

/// `--set PATH=VALUE`: a concurrency, a limit of a limiter, or a number of threads. Throws
/// `UsageError` where it is anything else, or of a node that the run did not have.
void add_set(RunChanges& changes, const std::string& typed, const RunReport& report);

/// `--faster NODE=FACTOR`. Throws likewise.
void add_faster(RunChanges& changes, const std::string& typed, const RunReport& report);

} // namespace penstock::tools

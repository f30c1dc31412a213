// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"
#include "penstock/validated_config.hpp"

#include <string>
#include <vector>

// `--only-failed`: the items that failed in an earlier run, and no others.
namespace penstock::tools {

/// By limiter, the numbers of the items that a summary lists as failed; empty where none did. A
/// limiter without any has an entry too: nothing of it is run. Throws `UsageError` where the file
/// is no summary, or that of another config.
[[nodiscard]] decltype(PipelineOptions::only) failed_items(const std::string& summary_file,
                                                           const ValidatedConfig& config);

/// Throws `UsageError` where a node would gather other items than in the earlier run.
void refuse_gathering(const std::vector<LimiterPlan>& plan);

} // namespace penstock::tools

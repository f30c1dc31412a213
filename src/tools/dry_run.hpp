// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"
#include "penstock/validated_config.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace penstock::tools {

/// What would run, and how much of it at once.
[[nodiscard]] std::string dry_run_text(const ValidatedConfig& config,
                                       const Pipeline& pipeline,
                                       const PipelineOptions& options);

/// How many items can be in flight at once, over all limiters.
[[nodiscard]] std::uint64_t items_at_once(const std::vector<LimiterPlan>& plan);

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline_config.hpp"

#include "config/issues.hpp"

namespace penstock::config {

inline constexpr std::size_t max_nodes = 10'000;

/// Brings the members of a config's object into the shape of a pipeline. Overrides are applied and
/// variables replaced already.
void read_pipeline(const Value& root, PipelineConfig& config, Issues& issues);

} // namespace penstock::config

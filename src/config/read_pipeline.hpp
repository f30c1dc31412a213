// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline_config.hpp"

#include "config/issues.hpp"
#include "config/variables.hpp"

namespace penstock::config {

inline constexpr std::size_t max_nodes = 10'000;

/// Brings the members of a config's object into the shape of a pipeline. Files are included,
/// profiles and overrides applied and variables replaced already, but for those inside of
/// subgraphs.
void read_pipeline(const Value& root,
                   const Variables& variables,
                   PipelineConfig& config,
                   Issues& issues);

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline_config.hpp"

namespace penstock::config {

/// Fills `config` from the object that its text is: includes, profiles, overrides, variables,
/// subgraphs, nodes, edges. The text is
/// in `config.sources` already, and what the text itself had wrong in `config.issues`.
void understand(Value root, const ConfigOverrides& overrides, PipelineConfig& config);

} // namespace penstock::config

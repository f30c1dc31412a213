// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline_config.hpp"

namespace penstock::config {

/// The plugins of a config as its file would name them: what another file, or a flag, gives is
/// relative to somewhere else.
[[nodiscard]] Value plugins_as_of_file(const PipelineConfig& config);

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline_config.hpp"

#include <string>
#include <vector>

namespace penstock::config {

/// The installed libraries, and folders of them, that `load_plugins` could not load: their types,
/// whatever they are, are unknown.
[[nodiscard]] std::vector<std::string> left_out_plugins(const PipelineConfig& config);

/// The plugins of a config as its file would name them: what another file, or a flag, gives is
/// relative to somewhere else. They are a list.
[[nodiscard]] Value plugins_as_of_file(const PipelineConfig& config);

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline_config.hpp"

#include "config/issues.hpp"

#include <string>
#include <vector>

namespace penstock::config {

/// Checks what stands in "profiles", and puts the chosen ones over the config, left to right. Each
/// choice becomes a source, so that one that cannot be made can be blamed on it.
void apply_profiles(Value& root,
                    const std::vector<std::string>& chosen,
                    std::vector<ConfigSource>& sources,
                    Issues& issues);

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline_config.hpp"

#include "config/issues.hpp"

#include <vector>

namespace penstock::config {

/// Applies `--var` and then `--set`, left to right, to the text of a config. Each flag becomes a
/// source, so that what it brought in can be blamed on it.
void apply_overrides(Value& root,
                     const ConfigOverrides& overrides,
                     std::vector<ConfigSource>& sources,
                     Issues& issues);

} // namespace penstock::config

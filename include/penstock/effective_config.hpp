// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/pipeline_config.hpp"
#include "penstock/validated_config.hpp"

#include <string>

namespace penstock {

/// What a config comes to, as JSON with comments: files included, profiles and overrides applied,
/// variables replaced, subgraphs copied, defaults filled in, ports named. A comment behind each
/// value says where it came from: a file with line and column, a flag, or "default". The text is a
/// config in itself, and means the same; only relative paths depend on where it is run.
///
/// `valid` must be what `validate` made of `config`. Thread-safe.
[[nodiscard]] PENSTOCK_API std::string effective_config(const PipelineConfig& config,
                                                        const ValidatedConfig& valid);

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline_config.hpp"

#include "config/issues.hpp"

namespace penstock::config {

inline constexpr std::size_t max_include_depth = 16;
inline constexpr std::size_t max_included_files = 256;

/// Puts a config over the files that its "include" names, and those over the files that they name.
/// Their texts go to `config.sources`; names are relative to the file that has them, those of the
/// config itself to `config.base`. False where one could not be read: what it would have brought is
/// missing, and so nothing can be said of the rest.
[[nodiscard]] bool resolve_includes(Value& root, PipelineConfig& config, Issues& issues);

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/config_error.hpp"
#include "penstock/pipeline_config.hpp"
#include "penstock/validated_config.hpp"

#include <string>
#include <vector>

namespace penstock::tools {

/// Where a pipeline comes from.
struct GraphSource {
    std::string file; ///< "-" is standard input
    std::string pipe; ///< a short pipeline, instead of a file
    ConfigOverrides overrides;
    std::vector<std::string> plugins = {}; ///< beside those that it names itself
};

/// Reads and validates. Throws `ConfigError`.
[[nodiscard]] ValidatedConfig load(const GraphSource& source);

/// A config, and as text what it comes to.
struct LoadedConfig {
    ValidatedConfig config;
    std::string effective;
};
[[nodiscard]] LoadedConfig load_with_text(const GraphSource& source);

/// Reads, validates, shows warnings, and puts on standard output what the pipeline comes to. Throws
/// `ConfigError`.
void print_config(const GraphSource& source);

/// Puts mistakes and warnings on standard error, with the line of the config that each is about.
void show_issues(const std::vector<ConfigIssue>& issues);

} // namespace penstock::tools

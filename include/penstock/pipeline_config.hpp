// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/config_error.hpp"
#include "penstock/export.hpp"
#include "penstock/value.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock {

/// Changes that are applied to a config before it is understood, left to right.
struct ConfigOverrides {
    std::vector<std::string>
        vars; ///< "K=V": what `--var` takes; V is JSON where it parses as such, else text
    std::vector<std::string>
        sets; ///< "PATH=VALUE": what `--set` takes; "nodes.encode.concurrency=4"
};

/// A text that values came from.
struct ConfigSource {
    std::string name; ///< a file name, or a flag as it was typed: "--set nodes.x=1"
    std::string text; ///< its whole content, for source lines in messages
};

/// One entry of "nodes".
struct NodeConfig {
    std::string name;
    Value type;        ///< as written; null where absent
    Value concurrency; ///< likewise
    Value params;
    Value on_error;
    Value set;
    Origin origin; ///< of the entry's key
};

/// One hop of an edge string, lists expanded: "a.out -> b.in".
struct EdgeConfig {
    std::string from;
    std::string from_port; ///< empty: not named
    std::string to;
    std::string to_port;
    Origin origin; ///< of the part of the string that names this hop
};

/// The text of a config in the shape of a pipeline: variables replaced, overrides applied, edges
/// taken apart; names and values are not yet checked against node types.
struct PipelineConfig {
    Value version; ///< "penstock": "1.0"
    std::string name;
    std::string description;
    Value limits;
    Value plugins;
    std::vector<NodeConfig> nodes; ///< in file order
    std::vector<EdgeConfig> edges; ///< in file order
    std::vector<ConfigSource> sources;
    std::vector<ConfigIssue>
        issues; ///< mistakes found so far; `validate` throws them together with its own
    std::filesystem::path base; ///< the folder of the file: `plugins` are relative to it
};

/// Reads a config file. Throws `ConfigError` where there is no such file or it is not JSON at all;
/// other mistakes are collected in `issues`.
[[nodiscard]] PENSTOCK_API PipelineConfig load_config(const std::filesystem::path& file,
                                                      const ConfigOverrides& overrides = {});

/// The same for text; `name` is what messages call it.
[[nodiscard]] PENSTOCK_API PipelineConfig parse_config(std::string_view text,
                                                       const std::string& name,
                                                       const ConfigOverrides& overrides = {});

/// The config that a short pipeline means: "files photos/*.jpg ! decode ! resize width=256 ! ...".
/// Words are split as a shell splits them; a word without `=` is the node's first parameter; a
/// limiter is put in behind the source.
[[nodiscard]] PENSTOCK_API PipelineConfig parse_pipe(std::string_view pipe,
                                                     const ConfigOverrides& overrides = {});

} // namespace penstock

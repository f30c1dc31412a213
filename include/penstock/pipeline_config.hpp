// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/config_error.hpp"
#include "penstock/export.hpp"
#include "penstock/value.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock {

/// Changes that are applied to a config before it is understood, left to right: first profiles,
/// then variables, then values.
struct ConfigOverrides {
    std::vector<std::string>
        vars; ///< "K=V": what `--var` takes; V is JSON where it parses as such, else text
    std::vector<std::string>
        sets; ///< "PATH=VALUE": what `--set` takes; "nodes.encode.concurrency=4"
    std::vector<std::string> profiles = {}; ///< "NAME": what `--profile` takes
};

/// A text that values came from.
struct ConfigSource {
    enum class Kind : std::uint8_t {
        file, ///< a file, or text that was handed over
        flag, ///< of the command line: short, and shown whole
        use,  ///< a copy of a subgraph: places are those of another source
    };

    std::string name; ///< a file name, or a flag as it was typed: "--set nodes.x=1"
    std::string text; ///< its whole content, for source lines in messages; empty in a use
    Kind kind = Kind::file;
    std::uint32_t original = 0; ///< of a use: the source that its places lie in
    Origin cause = {};       ///< what brought it in: an entry of "include", or the node that uses a
                             ///< subgraph
    std::string remark = {}; ///< what messages say before that place: "used by nodes.small"
};

/// One entry of "nodes".
struct NodeConfig {
    std::string name;
    Value type;        ///< as written; null where absent
    Value concurrency; ///< likewise
    Value params;
    Value on_error;
    Value timeout;
    Value set;
    Origin origin; ///< of the entry's key
};

/// One hop of an edge string, lists expanded: "a.out -> b.in".
struct EdgeConfig {
    std::string from;
    std::string from_port; ///< empty: not named
    std::string to;
    std::string to_port;
    Origin origin;      ///< of the part of the string that names this hop
    Origin from_origin; ///< of the name where it begins
    Origin to_origin;   ///< of the name where it ends
};

/// Whether `load_plugins` has loaded what a config names.
enum class PluginState : std::uint8_t {
    not_loaded,
    loaded,
    incomplete, ///< one could not be loaded, so nothing is known of types that are not there
};

/// The text of a config in the shape of a pipeline: files included, profiles and overrides applied,
/// variables replaced, subgraphs copied to where they are used, edges taken apart; names and values
/// are not yet checked against node types.
struct PipelineConfig {
    Value version; ///< "penstock": "1.0"
    std::string name;
    std::string description;
    Origin name_origin;
    Origin description_origin;
    Value limits;
    Value errors;
    Value plugins; ///< as written: `load_plugins` loads them
    PluginState plugin_state = PluginState::not_loaded;
    std::vector<NodeConfig> nodes; ///< in file order
    std::vector<EdgeConfig> edges; ///< in file order
    bool has_all_nodes = true;     ///< every use of a subgraph is in `nodes`: none was a mistake
    bool has_all_edges = true;     ///< every edge of the text is in `edges`: none was a mistake
    std::vector<std::string> uses; ///< the entries of "nodes" that stand for subgraphs
    std::vector<ConfigSource> sources;
    std::vector<ConfigIssue>
        issues; ///< mistakes found so far; `validate` throws them together with its own
    std::filesystem::path base; ///< the folder of the file: `plugins` that stand in it are relative
                                ///< to it
};

/// Reads a config file and those that it includes. Throws `ConfigError` where there is no such file
/// or it is not JSON at all; other mistakes are collected in `issues`.
[[nodiscard]] PENSTOCK_API PipelineConfig load_config(const std::filesystem::path& file,
                                                      const ConfigOverrides& overrides = {});

/// The same for text; `name` is what messages call it. What it includes is relative to the working
/// directory.
[[nodiscard]] PENSTOCK_API PipelineConfig parse_config(std::string_view text,
                                                       const std::string& name,
                                                       const ConfigOverrides& overrides = {});

/// The config that a short pipeline means: "files photos/*.jpg ! decode ! resize width=256 ! ...".
/// Words are split as a shell splits them; a word without `=` is the node's first parameter; a
/// limiter is put in behind the source.
[[nodiscard]] PENSTOCK_API PipelineConfig parse_pipe(std::string_view pipe,
                                                     const ConfigOverrides& overrides = {});

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/drawing.hpp"

#include "tools/exit_code.hpp"
#include "tools/graph_source.hpp"
#include "tools/progress_style.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What the program can do: a struct of what was asked for, and a function, for each verb. All
// throw `ConfigError` where a config is refused.
namespace penstock::tools {

struct RunRequest {
    GraphSource graph;
    std::optional<std::uint32_t> threads;
    ProgressStyle progress = ProgressStyle::automatic;
    bool is_verbose = false;
    std::string summary; ///< a file; "-" is standard output; empty: none
    bool is_dry = false;
};
[[nodiscard]] ExitCode run(const RunRequest& request);

[[nodiscard]] ExitCode validate_files(const std::vector<std::string>& files);

enum class ReferenceFormat : std::uint8_t { text, json, markdown };
struct NodesRequest {
    std::string type; ///< empty: all
    ReferenceFormat format = ReferenceFormat::text;
};
[[nodiscard]] ExitCode show_nodes(const NodesRequest& request);

[[nodiscard]] ExitCode show_schema();

[[nodiscard]] ExitCode draw_graph(const std::string& file, const DrawingOptions& options);

/// Prints the shipped graph of that name; without a name, the list of them.
[[nodiscard]] ExitCode show_new_graph(const std::string& name);

[[nodiscard]] ExitCode show_version();

} // namespace penstock::tools

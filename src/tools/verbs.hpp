// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/drawing.hpp"
#include "penstock/units.hpp"

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
    std::string summary;                ///< a file; "-" is standard output; empty: none
    std::string report;                 ///< a file for the page; empty: none
    std::string trace;                  ///< a file; empty: none
    std::optional<Duration> trace_last; ///< how much of the end it has; none: all
    std::string metrics;                ///< a file for Prometheus; empty: none
    bool is_dry = false;
    bool prints_config = false; ///< and does nothing else
    std::string only_failed;    ///< a summary, of which the failed items are run; empty: all items
    std::optional<Duration> watchdog;          ///< how long nothing may finish without a word
    Duration grace = std::chrono::seconds{10}; ///< for what is in flight, after the first signal
};
[[nodiscard]] ExitCode run(const RunRequest& request);

struct ValidateRequest {
    std::vector<std::string> files;
    ConfigOverrides overrides;
    std::vector<std::string> plugins;
    bool prints_config = false; ///< instead of saying that all is well; of one file
};
[[nodiscard]] ExitCode validate_files(const ValidateRequest& request);

enum class ReferenceFormat : std::uint8_t { text, json, markdown };
struct NodesRequest {
    std::string type; ///< empty: all
    ReferenceFormat format = ReferenceFormat::text;
    std::vector<std::string> plugins; ///< whose types are shown too
};
[[nodiscard]] ExitCode show_nodes(const NodesRequest& request);

[[nodiscard]] ExitCode show_schema(const std::vector<std::string>& plugins);

struct GraphRequest {
    GraphSource source;
    DrawingOptions drawing;
    std::string summary; ///< a file, of a run whose numbers are shown; empty: none
};
[[nodiscard]] ExitCode draw_graph(const GraphRequest& request);

/// Prints the shipped graph of that name; without a name, the list of them.
[[nodiscard]] ExitCode show_new_graph(const std::string& name);

struct NewNodeRequest {
    std::string name;         ///< of the node type
    std::string folder = "."; ///< in which its folder is made
};
/// Writes a project with a node type. Throws `OutputError` where it cannot.
[[nodiscard]] ExitCode write_new_node(const NewNodeRequest& request);

struct ExplainRequest {
    std::string rule; ///< "F7"; empty: all
    bool is_markdown = false;
};
[[nodiscard]] ExitCode explain(const ExplainRequest& request);

struct WhatIfRequest {
    std::string summary;             ///< a file
    std::vector<std::string> sets;   ///< "PATH=VALUE"
    std::vector<std::string> faster; ///< "NODE=FACTOR"
    std::optional<std::uint32_t> threads;
    bool is_json = false;
};
/// Says how fast the run would have been with these changes.
[[nodiscard]] ExitCode what_if(const WhatIfRequest& request);

struct TopRequest {
    std::string process; ///< its number; empty: of the only run there is
    bool is_once = false;
    bool is_json = false;
};
/// Shows a run of another process while it goes on.
[[nodiscard]] ExitCode top(const TopRequest& request);

struct CompareRequest {
    std::vector<std::string> before; ///< files: summaries
    std::vector<std::string> after;
    std::optional<double> noise; ///< a share: 0.05 are 5 %
    bool is_json = false;
};
/// Says what changed from runs to others, and whether it may be noise.
[[nodiscard]] ExitCode compare(const CompareRequest& request);

[[nodiscard]] ExitCode show_version();

} // namespace penstock::tools

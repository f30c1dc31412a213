// SPDX-License-Identifier: Apache-2.0
#include "penstock/pipeline_config.hpp"

#include "tools/nearest.hpp"
#include "tools/output.hpp"
#include "tools/shipped_graphs.hpp"
#include "tools/usage_error.hpp"
#include "tools/verbs.hpp"

#include <fmt/format.h>

namespace penstock::tools {
namespace {

std::string list() {
    std::string text;
    for (const ShippedGraph& graph : shipped_graphs())
        text += fmt::format("{:<18} {}\n",
                            graph.name,
                            parse_config(graph.text, std::string{graph.name}).description);
    return text;
}

} // namespace

ExitCode show_new_graph(const std::string& name) {
    if (name.empty()) {
        print(list());
        return ExitCode::success;
    }
    std::vector<std::string> names;
    for (const ShippedGraph& graph : shipped_graphs()) {
        if (graph.name == name) {
            print(graph.text);
            return ExitCode::success;
        }
        names.emplace_back(graph.name);
    }
    throw UsageError(
        fmt::format("new-graph: there is no graph \"{}\"{}; penstock new-graph lists them",
                    name,
                    did_you_mean(name, names)));
}

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#include "penstock/pipeline.hpp"

#include "tools/output.hpp"
#include "tools/verbs.hpp"

#include <map>
#include <string>

namespace penstock::tools {

namespace {

// Of a graph that could not run, nothing.
std::map<std::string, std::string> notes_on(const ValidatedConfig& config) {
    try {
        return Pipeline{config}.shrinking();
    } catch (const ConfigError&) {
        return {};
    }
}

} // namespace

ExitCode draw_graph(const GraphSource& source, const DrawingOptions& options) {
    const ValidatedConfig config = load(source);
    show_issues(config.content().warnings);
    DrawingOptions more = options;
    if (options.is_expanded)
        more.notes = notes_on(config);
    print(draw(config, more));
    return ExitCode::success;
}

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#include "penstock/pipeline.hpp"

#include "tools/output.hpp"
#include "tools/run_in_graph.hpp"
#include "tools/summary_file.hpp"
#include "tools/talk.hpp"
#include "tools/terminal.hpp"
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

ExitCode draw_graph(const GraphRequest& request) {
    const ValidatedConfig config = load(request.source);
    show_issues(config.content().warnings);
    DrawingOptions drawing = request.drawing;
    if (drawing.is_expanded)
        drawing.notes = notes_on(config);
    if (!request.summary.empty()) {
        const RunReport report = report_in("graph", request.summary);
        const std::string warning =
            check_same_graph(config, report, "graph: --with " + request.summary);
        if (!warning.empty())
            say(coloured(Colour::yellow, "penstock: warning: ") + warning);
        show_run(drawing, config, report);
    }
    print(draw(config, drawing));
    return ExitCode::success;
}

} // namespace penstock::tools

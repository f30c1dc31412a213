// SPDX-License-Identifier: Apache-2.0
#include "tools/output.hpp"
#include "tools/verbs.hpp"

namespace penstock::tools {

ExitCode draw_graph(const GraphSource& source, const DrawingOptions& options) {
    const ValidatedConfig config = load(source);
    show_issues(config.content().warnings);
    print(draw(config, options));
    return ExitCode::success;
}

} // namespace penstock::tools

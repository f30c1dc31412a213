// SPDX-License-Identifier: Apache-2.0
#include "penstock/pipeline.hpp"

#include "tools/amounts.hpp"
#include "tools/dry_run.hpp"
#include "tools/output.hpp"
#include "tools/usage_error.hpp"
#include "tools/verbs.hpp"

#include <fmt/format.h>

namespace penstock::tools {
namespace {

std::string accepted(const std::string& file, const ValidatedConfig& config) {
    const Pipeline pipeline{config};
    show_issues(pipeline.warnings());
    std::string text =
        fmt::format("{}: ok ({}, {}; {} at once)\n",
                    file,
                    counted(config.nodes().size(), "node", "nodes"),
                    counted(config.edges().size(), "edge", "edges"),
                    counted(items_at_once(pipeline.plan()), "item fits", "items fit"));
    for (const ValidatedNode& node : config.nodes())
        if (node.type->consults_clock(node.params))
            text += fmt::format(
                "{}: note: nodes.{} ({}) consults the clock: outputs can differ from run to run\n",
                file,
                node.name,
                node.type->descriptor.type);
    return text;
}

} // namespace

ExitCode validate_files(const ValidateRequest& request) {
    if (request.prints_config && request.files.size() > 1)
        throw UsageError("validate: --print-config prints one pipeline; expected one FILE");
    ExitCode code = ExitCode::success;
    for (const std::string& file : request.files) {
        try {
            const GraphSource source{.file = file,
                                     .pipe = {},
                                     .overrides = request.overrides,
                                     .plugins = request.plugins};
            if (request.prints_config) {
                print_config(source);
                continue;
            }
            const ValidatedConfig config = load(source);
            show_issues(config.content().warnings);
            print(accepted(file, config));
        } catch (const ConfigError& error) {
            show_issues(error.issues());
            code = ExitCode::usage;
        }
    }
    return code;
}

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#include "penstock/pipeline.hpp"

#include "tools/amounts.hpp"
#include "tools/dry_run.hpp"
#include "tools/output.hpp"
#include "tools/verbs.hpp"

#include <fmt/format.h>

namespace penstock::tools {
namespace {

std::string accepted(const std::string& file, const ValidatedConfig& config) {
    const Pipeline pipeline{config};
    std::string text =
        fmt::format("{}: ok ({}, {}; {} at once)\n",
                    file,
                    counted(config.nodes().size(), "node", "nodes"),
                    counted(config.edges().size(), "edge", "edges"),
                    counted(items_at_once(pipeline.plan()), "item fits", "items fit"));
    for (const ValidatedNode& node : config.nodes())
        if (node.type->descriptor.traits.consults_clock)
            text += fmt::format(
                "{}: note: nodes.{} ({}) consults the clock: outputs can differ from run to run\n",
                file,
                node.name,
                node.type->descriptor.type);
    return text;
}

} // namespace

ExitCode validate_files(const std::vector<std::string>& files) {
    ExitCode code = ExitCode::success;
    for (const std::string& file : files) {
        try {
            const ValidatedConfig config = load({.file = file, .pipe = {}, .overrides = {}});
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

// SPDX-License-Identifier: Apache-2.0
#include "penstock/pipeline.hpp"

#include "tools/dry_run.hpp"
#include "tools/output.hpp"
#include "tools/parallelism.hpp"
#include "tools/progress.hpp"
#include "tools/signals.hpp"
#include "tools/summary_text.hpp"
#include "tools/talk.hpp"
#include "tools/temporaries.hpp"
#include "tools/terminal.hpp"
#include "tools/usage_error.hpp"
#include "tools/verbs.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace penstock::tools {
namespace {

// What `-v` says while it runs.
void add_voice(PipelineOptions& options, Talk& talk, ProgressStyle style) {
    const bool is_json = style == ProgressStyle::json;
    options.on_output = [&talk, is_json](std::string_view item, std::string_view output) {
        talk.line(is_json ? fmt::format(R"({{"event":"saved","item":{},"output":{}}})",
                                        json_quoted(item),
                                        json_quoted(output))
                          : "saved " + printable(output));
    };
    options.on_failure = [&talk, is_json](const Failure& failure) {
        talk.line(is_json
                      ? fmt::format(
                            R"({{"event":"failed","item":{},"node":{},"class":"{}","message":{}}})",
                            json_quoted(failure.name),
                            json_quoted(failure.node),
                            to_string(failure.error_class),
                            json_quoted(failure.message))
                      : fmt::format("{} {}: {}: {}: {}",
                                    coloured(Colour::red, "failed"),
                                    printable(failure.name),
                                    failure.node,
                                    to_string(failure.error_class),
                                    printable(failure.message)));
    };
}

StopSignals::Reactions reactions(Pipeline& pipeline, Talk& talk, ProgressStyle style) {
    return {.first =
                [&pipeline, &talk, style] {
                    pipeline.request_stop();
                    talk.line(style == ProgressStyle::json
                                  ? R"({"event":"stopping"})"
                                  : "stopping: what is in flight will be finished; once more to "
                                    "abort");
                },
            .second =
                [style](ExitCode code) {
                    const auto nothing_opens = remove_temporaries();
                    if (style == ProgressStyle::bar)
                        say({}); // the prompt of the shell gets a line of its own
                    ::_exit(static_cast<int>(code));
                }};
}

RunReport run_to_end(Pipeline& pipeline, ProgressStyle style, Talk& talk) {
    const Progress progress{style, pipeline, talk};
    return pipeline.run();
}

// Before a long run, not after it.
void check_summary(const std::string& file) {
    if (file.empty() || file == "-")
        return;
    try {
        check_writable(file);
    } catch (const OutputError& error) {
        throw UsageError(fmt::format("--summary: {}", error.what()));
    }
}

void deliver_summary(const RunReport& report, const std::string& file) {
    if (file == "-")
        print(to_json(report) + '\n');
    else if (!file.empty())
        write_file(file, to_json(report) + '\n');
}

} // namespace

ExitCode run(const RunRequest& request) {
    check_summary(request.summary);
    const ValidatedConfig config = load(request.graph);
    show_issues(config.content().warnings);
    const ProgressStyle style = settled(request.progress);
    const Parallelism parallelism{request.threads ? request.threads : config.limits().threads};
    Talk talk;
    PipelineOptions options;
    options.threads = request.threads;
    if (request.is_verbose)
        add_voice(options, talk, style);

    hold_stop_signals();
    Pipeline pipeline{config, options};
    if (request.is_dry) {
        print(dry_run_text(config, pipeline, options));
        return ExitCode::success;
    }
    const StopSignals signals{reactions(pipeline, talk, style)};
    const RunReport report = run_to_end(pipeline, style, talk);
    if (style == ProgressStyle::json)
        talk.line(summary_event(report));
    else
        talk.line(summary_text(report, request.summary == "-" ? "" : request.summary));
    deliver_summary(report, request.summary);
    return exit_code_of(report);
}

} // namespace penstock::tools

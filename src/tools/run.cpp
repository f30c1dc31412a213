// SPDX-License-Identifier: Apache-2.0
#include "penstock/pipeline.hpp"
#include "penstock/report_page.hpp"

#include "tools/dry_run.hpp"
#include "tools/exit_guard.hpp"
#include "tools/listener.hpp"
#include "tools/metrics_file.hpp"
#include "tools/only_failed.hpp"
#include "tools/output.hpp"
#include "tools/parallelism.hpp"
#include "tools/progress.hpp"
#include "tools/run_outputs.hpp"
#include "tools/signals.hpp"
#include "tools/stopping.hpp"
#include "tools/summary_text.hpp"
#include "tools/talk.hpp"
#include "tools/terminal.hpp"
#include "tools/usage_error.hpp"
#include "tools/verbs.hpp"
#include "tools/watchdog.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

namespace penstock::tools {
namespace {

// What `-v` says while it runs.
void add_voice(PipelineOptions& options, Talk& talk, ProgressStyle style) {
    const bool is_json = style == ProgressStyle::json;
    options.on_output = [&talk, is_json](std::string_view item, std::string_view output) {
        talk.line(is_json ? fmt::format(R"({{"event":"saved",{},{}}})",
                                        json_member("item", item),
                                        json_member("output", output))
                          : "saved " + on_one_line(output));
    };
    options.on_failure = [&talk, is_json](const Failure& failure) {
        talk.line(
            is_json ? fmt::format(R"({{"event":"failed",{},"node":{},"class":"{}","message":{}}})",
                                  json_member("item", failure.name),
                                  json_quoted(failure.node),
                                  to_string(failure.error_class),
                                  json_quoted(failure.message))
                    : fmt::format("{} {}: {}: {}: {}",
                                  coloured(Colour::red, "failed"),
                                  on_one_line(failure.name),
                                  failure.node,
                                  to_string(failure.error_class),
                                  on_one_line(failure.message)));
    };
}

// A node can change the working directory.
std::string whatever_happens(const std::string& file) {
    std::error_code error;
    const std::filesystem::path absolute = std::filesystem::absolute(file, error);
    return file.empty() || file == "-" || error ? file : absolute.string();
}

// What a run came to, and which of its outputs could not be written: a line each.
struct RunOutcome {
    RunReport report;
    std::string unwritten;
};

RunOutcome run_to_end(Stopping& stopping,
                      Pipeline& pipeline,
                      const RunRequest& request,
                      ProgressStyle style,
                      Talk& talk) {
    const Progress progress{style, pipeline, talk};
    const Stopping::During during{stopping, pipeline, [&progress] { return progress.look(); }};
    std::optional<Watchdog> watchdog;
    if (request.watchdog)
        watchdog.emplace(
            *request.watchdog,
            Watchdog::Looks{.ended = [&pipeline] { return pipeline.progress().items.ended(); },
                            .calls = [&pipeline] { return pipeline.running_calls(); }},
            talk,
            style == ProgressStyle::json);
    std::optional<MetricsFile> metrics;
    if (!request.metrics.empty())
        metrics.emplace(request.metrics, pipeline, talk, style == ProgressStyle::json);
    const Listener listener{[&pipeline] {
        const RunReport report = pipeline.report_so_far();
        return to_json(report, pipeline.progress()) + '\n';
    }};
    ExitGuard::come_first();
    RunOutcome outcome{.report = pipeline.run(), .unwritten = {}};
    if (!outcome.report.trace_error.empty())
        outcome.unwritten = fmt::format("--trace: {}\n", outcome.report.trace_error);
    if (metrics)
        if (const std::string error = metrics->finish(); !error.empty())
            outcome.unwritten += fmt::format("--metrics: {}\n", error);
    return outcome;
}

// "-" is standard output. What could not be written is a line in `unwritten`.
void deliver(const char* option,
             const std::string& file,
             const std::string& text,
             std::string& unwritten) {
    try {
        if (file == "-")
            print(text);
        else
            write_file(file, text);
    } catch (const OutputError& error) {
        unwritten += fmt::format("{}: {}\n", option, error.what());
    }
}

// Nobody pushes here: the run would wait for ever.
void refuse_push_sources(const ValidatedConfig& config) {
    std::vector<ConfigIssue> issues;
    for (const ValidatedNode& node : config.nodes())
        if (node.type->descriptor.type == "push")
            issues.push_back(config.issue_at(
                node.origin,
                "nodes." + node.name,
                "push takes items from a program that calls Pipeline::push, and penstock run is "
                "none; expected another source, such as files or generate"));
    if (!issues.empty())
        throw ConfigError{std::move(issues)};
}

} // namespace

ExitCode run(const RunRequest& asked) {
    RunRequest request = asked;
    if (request.prints_config) {
        print_config(request.graph);
        return ExitCode::success;
    }
    check_outputs(request);
    const std::string summary = whatever_happens(request.summary);
    const std::string page = whatever_happens(request.report);
    request.metrics = whatever_happens(request.metrics);
    const LoadedConfig loaded = page.empty()
                                    ? LoadedConfig{.config = load(request.graph), .effective = {}}
                                    : load_with_text(request.graph);
    const ValidatedConfig& config = loaded.config;
    show_issues(config.content().warnings);
    refuse_push_sources(config);
    const ProgressStyle style = settled(request.progress);
    const Parallelism parallelism{request.threads ? request.threads : config.limits().threads};
    Talk talk;
    PipelineOptions options;
    options.threads = request.threads;
    options.trace_file = whatever_happens(request.trace);
    options.trace_last = request.trace_last;
    options.keeps_history = !page.empty();
    options.watches_calls = true; // for the watchdog, and for who waits for the end in vain
    if (request.is_verbose)
        add_voice(options, talk, style);
    if (!request.only_failed.empty()) {
        options.only = failed_items(request.only_failed, config);
        if (options.only.empty()) {
            say(fmt::format("nothing failed in {}: there is nothing to run", request.only_failed));
            return ExitCode::success;
        }
    }

    Stopping stopping{talk, style, request.grace};
    Pipeline pipeline{config, options};
    show_issues(pipeline.warnings());
    if (!options.only.empty())
        refuse_gathering(pipeline.plan());
    if (request.is_dry) {
        print(dry_run_text(config, pipeline, options));
        return ExitCode::success;
    }
    auto [report, unwritten] = run_to_end(stopping, pipeline, request, style, talk);
    stopping.run_is_over();
    if (style == ProgressStyle::json)
        talk.line(summary_event(report));
    else
        talk.line(summary_text(report, request.summary == "-" ? "" : request.summary));
    if (!summary.empty())
        deliver("--summary", summary, to_json(report) + '\n', unwritten);
    if (!page.empty())
        deliver("--report", page, to_html(report, loaded.config, loaded.effective), unwritten);
    if (!unwritten.empty())
        throw OutputError(unwritten);
    stopping.all_is_said();
    return exit_code_of(report);
}

} // namespace penstock::tools

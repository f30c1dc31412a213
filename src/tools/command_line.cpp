// SPDX-License-Identifier: Apache-2.0
#include "tools/command_line.hpp"

#include "penstock/config_error.hpp"
#include "penstock/failure.hpp"

#include "tools/compare_arguments.hpp"
#include "tools/nearest.hpp"
#include "tools/output.hpp"
#include "tools/signals.hpp"
#include "tools/talk.hpp"
#include "tools/terminal.hpp"
#include "tools/usage_error.hpp"
#include "tools/verbs.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace penstock::tools {
namespace {

using Action = std::function<ExitCode()>;

template <class Choice> using Words = std::vector<std::pair<std::string, Choice>>;

// An option that takes one of some words.
template <class Choice>
CLI::Option* add_choice(CLI::App& verb,
                        const std::string& name,
                        Choice& target,
                        const Words<Choice>& words,
                        const std::string& doc) {
    std::string alternatives;
    std::vector<std::string> names;
    for (const auto& [word, choice] : words) {
        alternatives += (alternatives.empty() ? "" : "|") + word;
        names.push_back(word);
    }
    const auto take = [&target, words, names, name, alternatives](const std::string& typed) {
        for (const auto& [word, choice] : words)
            if (word == typed) {
                target = choice;
                return;
            }
        throw UsageError(fmt::format("{}: unknown value \"{}\"; expected one of {}{}",
                                     name,
                                     typed,
                                     alternatives,
                                     did_you_mean(typed, names)));
    };
    return verb.add_option_function<std::string>(name, take, doc)->type_name(alternatives);
}

CLI::App& add_verb(CLI::App& app, const char* name, const char* doc, const char* example) {
    CLI::App* verb = app.add_subcommand(name, doc);
    verb->group("Commands");
    verb->footer(fmt::format("Example:\n  {}", example));
    return *verb;
}

// What changes a config before it is used.
void add_overrides(CLI::App& verb, ConfigOverrides& overrides) {
    verb.add_option("--profile", overrides.profiles, "Applies a profile of the config")
        ->type_name("NAME")
        ->allow_extra_args(false);
    verb.add_option("--var", overrides.vars, "Gives a variable another value")
        ->type_name("K=V")
        ->allow_extra_args(false);
    verb.add_option("--set", overrides.sets, "Changes any value of the config")
        ->type_name("PATH=VALUE")
        ->allow_extra_args(false);
}

void add_print_config(CLI::App& verb, bool& prints_config) {
    verb.add_flag("--print-config",
                  prints_config,
                  "Prints what the config comes to and where each value is from; runs nothing");
}

// Where node types come from.
void add_plugins(CLI::App& verb, std::vector<std::string>& plugins) {
    verb.add_option("--plugin", plugins, "Loads a library with node types")
        ->type_name("LIBRARY")
        ->allow_extra_args(false);
}

// Which pipeline.
void add_source(CLI::App& verb, GraphSource& source) {
    verb.add_option("file", source.file, "The pipeline; - is standard input")->type_name("FILE");
    verb.add_option("--pipe", source.pipe, "A short pipeline instead of a file")
        ->type_name("'A ! B ! C'");
    add_overrides(verb, source.overrides);
    add_plugins(verb, source.plugins);
}

// Nothing where it can be meant; else what is wrong with it.
std::string wrong_thread_count(const std::string& typed) {
    const bool is_number = !typed.empty() && typed.size() <= 4 &&
                           typed.find_first_not_of("0123456789") == std::string::npos;
    if (is_number && std::stoi(typed) >= 1 && std::stoi(typed) <= 1024)
        return {};
    return fmt::format("found \"{}\"; expected a number from 1 to 1024", typed);
}

// A variable of a shell that is not set, mostly.
const CLI::Validator file_name{[](const std::string& file) {
                                   return file.empty() ? "found no name; expected that of a file"
                                                       : std::string{};
                               },
                               ""};

// An option that takes a time, such as "20s".
void add_duration(CLI::App& verb,
                  const std::string& name,
                  const std::string& doc,
                  Duration least,
                  const std::function<void(Duration)>& take) {
    const auto read = [name, least, take](const std::string& typed) {
        try {
            const Duration time = parse_duration(typed);
            if (time < least)
                throw std::invalid_argument{
                    fmt::format("found \"{}\"; expected more than nothing", typed)};
            take(time);
        } catch (const std::invalid_argument& error) {
            throw UsageError(fmt::format("{}: {}", name, error.what()));
        }
    };
    verb.add_option_function<std::string>(name, read, doc)->type_name("DURATION");
}

void add_run(CLI::App& app, RunRequest& request, Action& action) {
    CLI::App& verb = add_verb(app,
                              "run",
                              "Runs a pipeline.",
                              "penstock run graph.json --var out=/tmp/pictures -j 4 -v\n  "
                              "penstock run --pipe 'files photos ! decode ! resize width=256 ! "
                              "encode format=jpeg ! write path=small/{stem}.{ext}'");
    verb.footer(verb.get_footer() + "\n\n" + exit_codes_text());
    add_source(verb, request.graph);
    verb.add_option("-j,--threads", request.threads, "Threads that compute")
        ->type_name("N")
        ->check(wrong_thread_count);
    add_choice<ProgressStyle>(verb,
                              "--progress",
                              request.progress,
                              {{"auto", ProgressStyle::automatic},
                               {"bar", ProgressStyle::bar},
                               {"plain", ProgressStyle::plain},
                               {"json", ProgressStyle::json},
                               {"none", ProgressStyle::none}},
                              "How it tells how far it is");
    verb.add_flag("-v,--verbose", request.is_verbose, "Says each file that was saved");
    verb.add_option("--summary", request.summary, "Writes what happened as JSON; - is stdout")
        ->type_name("FILE")
        ->check(file_name);
    verb.add_option("--report", request.report, "Writes what happened as a page of HTML")
        ->type_name("FILE.html")
        ->check(file_name);
    verb.add_option("--trace", request.trace, "Records each call, for Perfetto and Chrome")
        ->type_name("FILE")
        ->check(file_name);
    add_duration(verb,
                 "--trace-last",
                 "Records only so much of the end, in memory; with --trace",
                 std::chrono::nanoseconds{1},
                 [&request](Duration time) { request.trace_last = time; });
    verb.add_option("--metrics", request.metrics, "Keeps a file with metrics for Prometheus")
        ->type_name("FILE")
        ->check(file_name);
    verb.add_option("--only-failed",
                    request.only_failed,
                    "Runs what a summary lists as failed, and nothing else")
        ->type_name("SUMMARY.json");
    add_duration(verb,
                 "--watchdog",
                 "Says which node holds which items when nothing has finished for so long",
                 std::chrono::nanoseconds{1},
                 [&request](Duration time) { request.watchdog = time; });
    add_duration(verb,
                 "--grace",
                 "For what is in flight, after the first Ctrl-C; 10s unless said otherwise",
                 {},
                 [&request](Duration time) { request.grace = time; });
    verb.add_flag("--dry-run", request.is_dry, "Says what would run, and runs nothing");
    add_print_config(verb, request.prints_config);
    verb.final_callback([&] {
        if (request.graph.file.empty() == request.graph.pipe.empty())
            throw UsageError("run: expected a FILE or --pipe, and not both");
        if (request.trace_last && request.trace.empty())
            throw UsageError("--trace-last: of what? expected --trace FILE, too");
        action = [&] { return run(request); };
    });
}

void add_top(CLI::App& app, TopRequest& request, Action& action) {
    CLI::App& verb = add_verb(app,
                              "top",
                              "Shows a run that is going on, once a second; q leaves.",
                              "penstock top\n  penstock top 1234 --once");
    verb.add_option("process", request.process, "Its number; not needed where there is one run")
        ->type_name("PROCESS");
    verb.add_flag("--once", request.is_once, "Shows it once");
    verb.add_flag("--json", request.is_json, "As JSON, a line for each look");
    verb.final_callback([&] { action = [&] { return top(request); }; });
}

void add_validate(CLI::App& app, ValidateRequest& request, Action& action) {
    CLI::App& verb = add_verb(app,
                              "validate",
                              "Says what is wrong with pipelines, all of it, and runs nothing.",
                              "penstock validate graphs/*.json");
    verb.add_option("files", request.files, "The pipelines; - is standard input")
        ->type_name("FILE...")
        ->required();
    add_overrides(verb, request.overrides);
    add_plugins(verb, request.plugins);
    add_print_config(verb, request.prints_config);
    verb.final_callback([&] { action = [&] { return validate_files(request); }; });
}

void add_nodes(CLI::App& app, NodesRequest& request, Action& action) {
    CLI::App& verb =
        add_verb(app, "nodes", "Lists the node types, or describes one.", "penstock nodes resize");
    verb.add_option("type", request.type, "A node type")->type_name("TYPE");
    CLI::Option* json = verb.add_flag_callback(
        "--json", [&] { request.format = ReferenceFormat::json; }, "As JSON");
    verb.add_flag_callback(
            "--markdown", [&] { request.format = ReferenceFormat::markdown; }, "As Markdown")
        ->excludes(json);
    add_plugins(verb, request.plugins);
    verb.final_callback([&] { action = [&] { return show_nodes(request); }; });
}

void add_explain(CLI::App& app, ExplainRequest& request, Action& action) {
    CLI::App& verb = add_verb(app,
                              "explain",
                              "Says what a rule of graphs is for; without a rule, lists them.",
                              "penstock explain F7");
    verb.add_option("rule", request.rule, "A rule: what stands in brackets behind a message")
        ->type_name("RULE");
    verb.add_flag("--markdown", request.is_markdown, "As Markdown");
    verb.final_callback([&] { action = [&] { return explain(request); }; });
}

void add_graph(CLI::App& app, GraphRequest& request, Action& action) {
    CLI::App& verb = add_verb(app,
                              "graph",
                              "Draws a pipeline, and what a run of it measured.",
                              "penstock graph graph.json --format svg > graph.svg\n  "
                              "penstock run graph.json --summary s.json\n  "
                              "penstock graph graph.json --with s.json --format svg > run.svg");
    verb.add_option("file", request.source.file, "The pipeline; - is standard input")
        ->type_name("FILE")
        ->required();
    add_overrides(verb, request.source.overrides);
    add_plugins(verb, request.source.plugins);
    add_choice<DrawingFormat>(verb,
                              "--format",
                              request.drawing.format,
                              {{"dot", DrawingFormat::dot},
                               {"mermaid", DrawingFormat::mermaid},
                               {"svg", DrawingFormat::svg},
                               {"graphml", DrawingFormat::graphml}},
                              "Of the drawing; dot unless said otherwise");
    verb.add_flag(
        "--expand", request.drawing.is_expanded, "Shows what the engine adds to the graph");
    verb.add_option("--with",
                    request.summary,
                    "Shows what penstock run --summary wrote of a run of it: how busy nodes were, "
                    "what went over edges, what limited it")
        ->type_name("SUMMARY.json");
    verb.final_callback([&] { action = [&] { return draw_graph(request); }; });
}

void add_schema(CLI::App& app, std::vector<std::string>& plugins, Action& action) {
    CLI::App& verb = add_verb(app,
                              "schema",
                              "Prints the JSON Schema of pipelines, for editors.",
                              "penstock schema > pipeline.schema.json");
    add_plugins(verb, plugins);
    verb.final_callback([&] { action = [&] { return show_schema(plugins); }; });
}

void add_new_node(CLI::App& app, NewNodeRequest& request, Action& action) {
    CLI::App& verb = add_verb(app,
                              "new-node",
                              "Writes a project with a node type of your own, to begin with.",
                              "penstock new-node sharpen");
    verb.add_option("name", request.name, "Of the node type, and of its folder")
        ->type_name("NAME")
        ->required();
    verb.add_option("--output", request.folder, "Where its folder is made; here without it")
        ->type_name("DIR");
    verb.final_callback([&] { action = [&] { return write_new_node(request); }; });
}

void add_what_if(CLI::App& app, WhatIfRequest& request, Action& action) {
    CLI::App& verb =
        add_verb(app,
                 "what-if",
                 "Says how fast a run would have been with other numbers, and what limits then.",
                 "penstock run graph.json --summary s.json\n  "
                 "penstock what-if s.json --set nodes.write.concurrency=4 -j 8");
    verb.add_option("summary", request.summary, "What penstock run --summary has written")
        ->type_name("SUMMARY.json")
        ->required();
    verb.add_option("--set",
                    request.sets,
                    "Changes a concurrency, max_images, max_bytes, limits.threads or "
                    "limits.io_threads")
        ->type_name("PATH=VALUE")
        ->allow_extra_args(false);
    verb.add_option("--faster", request.faster, "The calls of a node take so many times less")
        ->type_name("NODE=FACTOR")
        ->allow_extra_args(false);
    verb.add_option("-j,--threads", request.threads, "Threads that compute")
        ->type_name("N")
        ->check(wrong_thread_count);
    verb.add_flag("--json", request.is_json, "As JSON");
    verb.final_callback([&] { action = [&] { return what_if(request); }; });
}

void add_compare(CLI::App& app, CompareArguments& arguments, Action& action) {
    CLI::App& verb = add_verb(app,
                              "compare",
                              "Says what changed between runs, and whether it may be noise.",
                              "penstock compare old.json new.json\n  "
                              "penstock compare --before old1.json old2.json old3.json old4.json "
                              "--after new1.json new2.json new3.json new4.json");
    add_compare_options(verb, arguments);
    verb.final_callback([&] {
        const CompareRequest request = request_of(arguments);
        action = [request] { return compare(request); };
    });
}

void add_others(CLI::App& app, std::string& graph_name, Action& action) {
    CLI::App& new_graph = add_verb(app,
                                   "new-graph",
                                   "Prints a pipeline to begin with; without a name, lists them.",
                                   "penstock new-graph quickstart > graph.json");
    new_graph.add_option("name", graph_name, "Of a pipeline")->type_name("NAME");
    new_graph.final_callback([&] { action = [&] { return show_new_graph(graph_name); }; });
    add_verb(app, "version", "Prints versions.", "penstock version").final_callback([&] {
        action = show_version;
    });
}

// Everything that arguments are parsed into.
struct Arguments {
    RunRequest run;
    TopRequest top;
    ValidateRequest validate;
    NodesRequest nodes;
    ExplainRequest explain;
    GraphRequest graph;
    std::vector<std::string> schema_plugins;
    NewNodeRequest new_node;
    WhatIfRequest what_if;
    CompareArguments compare;
    std::string graph_name;
    Action action;
};

const CLI::App& chosen_verb(const CLI::App& app) {
    const auto verbs = app.get_subcommands();
    return verbs.empty() ? app : *verbs.front();
}

void refuse_extras(const CLI::App& app) {
    const CLI::App& verb = chosen_verb(app);
    const std::vector<std::string> extras = app.remaining(true);
    if (extras.empty())
        return;
    std::vector<std::string> names;
    for (const CLI::Option* option : verb.get_options())
        for (const std::string& name : option->get_lnames())
            names.push_back("--" + name);
    const bool is_option = extras.front().starts_with('-');
    throw UsageError(fmt::format("{}: {} \"{}\"{}",
                                 verb.get_name(),
                                 is_option ? "unknown option" : "unexpected argument",
                                 extras.front(),
                                 is_option ? did_you_mean(extras.front(), names) : ""));
}

void refuse_unknown_verb(const CLI::App& app, int argc, char** argv) {
    if (argc < 2 || argv[1][0] == '-')
        return;
    std::vector<std::string> names;
    for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(verb->get_name());
    if (std::find(names.begin(), names.end(), argv[1]) == names.end())
        throw UsageError(
            fmt::format("unknown command \"{}\"{}", argv[1], did_you_mean(argv[1], names)));
}

// What there is to do; nothing where the help was asked for and given.
Action parse(CLI::App& app, Arguments& arguments, int argc, char** argv) {
    add_run(app, arguments.run, arguments.action);
    add_top(app, arguments.top, arguments.action);
    add_validate(app, arguments.validate, arguments.action);
    add_nodes(app, arguments.nodes, arguments.action);
    add_explain(app, arguments.explain, arguments.action);
    add_what_if(app, arguments.what_if, arguments.action);
    add_compare(app, arguments.compare, arguments.action);
    add_graph(app, arguments.graph, arguments.action);
    add_schema(app, arguments.schema_plugins, arguments.action);
    add_new_node(app, arguments.new_node, arguments.action);
    add_others(app, arguments.graph_name, arguments.action);
    app.add_flag_callback(
        "--version", [&] { arguments.action = show_version; }, "Prints versions");
    refuse_unknown_verb(app, argc, argv);
    try {
        app.parse(argc, argv);
        refuse_extras(app);
        if (!arguments.action)
            throw UsageError("expected a command; penstock --help lists them");
    } catch (const CLI::CallForHelp&) {
        print(app.help());
        return [] { return ExitCode::success; };
    } catch (const CLI::ParseError& error) {
        throw UsageError(fmt::format("{}: {}", chosen_verb(app).get_name(), error.what()));
    }
    return arguments.action;
}

ExitCode refused(const char* message, ExitCode code) {
    std::istringstream lines{printable(message)};
    for (std::string line; std::getline(lines, line);)
        say(coloured(Colour::red, "penstock: ") + shortened(line));
    return code;
}

ExitCode unexpected(const std::exception& error) {
    say(coloured(Colour::red, "penstock: unexpected error: ") + shortened(printable(error.what())) +
        "; please report it with the config");
    return ExitCode::bug;
}

ExitCode act(int argc, char** argv) {
    CLI::App app{"penstock runs image pipelines that JSON files describe.", "penstock"};
    app.footer(
        "Example:\n  penstock new-graph quickstart > graph.json\n  penstock run graph.json\n\n"
        "penstock COMMAND --help tells more of each.\n\n" +
        exit_codes_text());
    app.get_formatter()->label("SUBCOMMAND", "COMMAND");
    app.allow_extras();
    app.fallthrough(false);
    Arguments arguments;
    return parse(app, arguments, argc, argv)();
}

} // namespace

ExitCode run_command_line(int argc, char** argv) noexcept {
    ignore_broken_pipes();
    try {
        return act(argc, argv);
    } catch (const UsageError& error) {
        return refused(error.what(), ExitCode::usage);
    } catch (const ConfigError& error) {
        show_issues(error.issues());
        return ExitCode::usage;
    } catch (const OutputError& error) {
        return refused(error.what(), ExitCode::exhausted);
    } catch (const ResourceExhausted& error) {
        return refused(error.what(), ExitCode::exhausted);
    } catch (const std::system_error& error) {
        if (error.code() != std::errc::resource_unavailable_try_again)
            return unexpected(error);
        return refused("the system starts no further thread; allow more processes (ulimit -u, or "
                       "those of the container)",
                       ExitCode::exhausted);
    } catch (const std::exception& error) {
        return unexpected(error);
    } catch (...) { // a plugin can
        return unexpected(std::runtime_error{"something was thrown that is no std::exception"});
    }
}

} // namespace penstock::tools

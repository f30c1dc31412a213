// SPDX-License-Identifier: Apache-2.0
#include "tools/signals.hpp"

#include "plugin/libraries.hpp"
#include "support/catch.hpp"
#include "tools/stopping.hpp"
#include "tools/tool.hpp"

#include <csignal>
#include <filesystem>
#include <future>
#include <mutex>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::test;
using Catch::Matchers::Contains;

namespace {

// Far more than anybody waits for.
constexpr int endless = 1'000'000;

// What is in flight takes long: every picture takes many milliseconds, and each thread has one.
std::string slow_graph() {
    std::string text = small_graph(endless);
    const auto replace = [&text](const std::string& part, const std::string& by) {
        text.replace(text.find(part), part.size(), by);
    };
    replace("\"width\": 32, \"height\": 24", "\"width\": 1600, \"height\": 1200");
    replace("\"max_images\": 4, \"max_bytes\": \"64MiB\"",
            "\"max_images\": 60, \"max_bytes\": \"900MiB\"");
    return text;
}

// One picture goes through a node that does not come back from that verb.
std::string stuck_graph(const std::string& where) {
    std::string text = small_graph(1);
    const std::string render = R"("encode": {)";
    text.insert(text.find(render),
                R"("stuck": {"type": "stuck", "params": {"where": ")" + where + R"("}}, )");
    text.insert(text.find("-> encode"), "-> stuck ");
    return text;
}

std::vector<std::string> with_stuck(std::vector<std::string> arguments) {
    std::vector<std::string> all{"run", "stuck.json", "--plugin", library("stuck").string()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
}

void check_whole_files(const std::filesystem::path& folder) {
    for (const std::string& name : files_below(folder)) {
        CAPTURE(name);
        CHECK_THAT(name, Catch::Matchers::EndsWith(".jpg"));
        const std::string bytes = read_file(folder / name);
        REQUIRE(bytes.size() > 4);
        CHECK(bytes.substr(bytes.size() - 2) == "\xFF\xD9");
    }
}

} // namespace

TEST_CASE("the first Ctrl-C finishes what is in flight and ends with 75", "[tools][signals]") {
    const int signal = GENERATE(SIGINT, SIGTERM, SIGHUP);
    const TempDir folder;
    folder.write("small.json", small_graph(endless));
    Tool tool{{"run", "small.json", "-v", "--summary", "report.json"}, {.folder = folder.path()}};
    REQUIRE(tool.says("saved "));
    tool.send(signal);
    const ToolOutcome outcome = tool.finished();
    CHECK(outcome.code == 75);
    CHECK_THAT(outcome.errors,
               Contains("stopping: what is in flight will be finished; once more "
                        "to abort\n"));
    CHECK_THAT(outcome.errors, Contains("interrupted: what was begun is finished; "));
    CHECK_THAT(outcome.errors, Contains(" not started"));
    const Value summary = parsed_json(read_file(folder / "report.json"));
    CHECK(*summary.find("end") == Value{"interrupted"});
    CHECK(*summary.find("balanced") == Value{true});
    CHECK(files_below(folder / "out").size() ==
          static_cast<std::size_t>(summary.find("items")->find("written")->as_integer()));
    check_whole_files(folder / "out");
}

TEST_CASE("the second Ctrl-C ends at once, and leaves whole files only", "[tools][signals]") {
    const auto [signal, code] = GENERATE(std::pair{SIGINT, 130}, std::pair{SIGTERM, 143});
    const TempDir folder;
    folder.write("slow.json", slow_graph());
    Tool tool{{"run", "slow.json", "-v", "-j", "16"}, {.folder = folder.path()}};
    REQUIRE(tool.says("saved "));
    tool.send(signal);
    REQUIRE(tool.says("once more to abort"));
    tool.send(signal);
    const ToolOutcome outcome = tool.finished();
    CHECK(outcome.code == code);
    CHECK_THAT(outcome.errors, !Contains("balanced"));
    check_whole_files(folder / "out");
}

TEST_CASE("what is in flight gets the grace time, and no more", "[tools][signals]") {
    const auto [signal, code] = GENERATE(std::pair{SIGINT, 130}, std::pair{SIGTERM, 143});
    const TempDir folder;
    folder.write("slow.json", slow_graph());
    Tool tool{{"run", "slow.json", "-v", "-j", "16", "--grace", "0s"}, {.folder = folder.path()}};
    REQUIRE(tool.says("saved "));
    tool.send(signal);
    const ToolOutcome outcome = tool.finished();
    CHECK(outcome.code == code);
    CHECK_THAT(outcome.errors,
               Contains("aborting: what is in flight was not finished within the grace time"));
    CHECK_THAT(outcome.errors, !Contains("balanced"));
    check_whole_files(folder / "out");
}

TEST_CASE("SIGUSR1 has a run say how far it is, and changes nothing", "[tools][signals]") {
    const TempDir folder;
    folder.write("slow.json", slow_graph());
    const std::string style = GENERATE("none", "plain", "json");
    INFO(style);
    Tool tool{{"run", "slow.json", "-v", "--progress", style}, {.folder = folder.path()}};
    REQUIRE(tool.says(style == "json" ? R"("event":"saved")" : "saved "));
    const std::string words =
        style == "json" ? R"({"event":"state","phase":"running","progress":{)" : "state: ";
    tool.send(SIGUSR1);
    REQUIRE(tool.says(words));
    tool.send(SIGINT);
    const ToolOutcome outcome = tool.finished();
    CHECK(outcome.code == 75);
    CHECK(outcome.errors.find(words) != std::string::npos);
}

TEST_CASE("what is said when somebody asks how far a run is", "[tools][signals]") {
    using tools::RunPhase;
    tools::ProgressView view;
    view.run.total = 40;
    view.run.items.discovered = view.run.items.written = 12;
    view.seconds = 2;
    const std::vector<RunningCall> calls = {{"encode", "a.png", 13, 0.5}};
    const std::string text = tools::state_text(RunPhase::running, view, calls);
    CHECK_THAT(text, Catch::Matchers::StartsWith("state: 2.0 s   12 of 40   4.7 s left   6"));
    CHECK_THAT(text, Contains("\n") && Contains("encode") && Contains("a.png"));
    CHECK(tools::state_text(RunPhase::planning, view, {}) ==
          "state: the nodes are not ready to run yet");
    const Value event = parsed_json(tools::state_event(RunPhase::running, view, calls));
    CHECK(event.find("progress")->find("written")->as_integer() == 12);
    CHECK(event.find("calls")->as_array().size() == 1);
    CHECK(*parsed_json(tools::state_event(RunPhase::ending, view, {})).find("phase") ==
          Value{"ending"});
}

TEST_CASE("a grace time that is not used up changes nothing", "[tools][signals]") {
    const TempDir folder;
    folder.write("small.json", small_graph(endless));
    Tool tool{{"run", "small.json", "-v", "--grace", "1h"}, {.folder = folder.path()}};
    REQUIRE(tool.says("saved "));
    tool.send(SIGINT);
    CHECK(tool.finished().code == 75);
}

TEST_CASE("a node that hangs, before the run or after it, can be ended by two signals",
          "[tools][signals]") {
    const auto [signal, code] = GENERATE(std::pair{SIGINT, 130}, std::pair{SIGTERM, 143});
    const std::string where = GENERATE("check", "bound", "close", "destructor");
    INFO(where);
    const TempDir folder;
    folder.write("stuck.json", stuck_graph(where));
    Tool tool{with_stuck({}), {.folder = folder.path()}};
    REQUIRE(tool.says("stuck in " + where));
    tool.send(signal);
    REQUIRE(tool.says("once more to abort"));
    tool.send(signal);
    CHECK(tool.finished().code == code);
}

TEST_CASE("the grace time is there before the run and after it, too", "[tools][signals]") {
    const auto [where, told] = GENERATE(table<std::string, std::string>(
        {{"bound",
          "the nodes were not ready to run within the grace time; --grace gives them more"},
         {"close",
          "what is in flight was not finished within the grace time; --grace gives it more, and no "
          "node holds an item: one is being opened or closed, or a source does not answer"},
         {"destructor",
          "the run is over, and its nodes did not end within the grace time; --grace gives them "
          "more"}}));
    INFO(where);
    const TempDir folder;
    folder.write("stuck.json", stuck_graph(where));
    Tool tool{with_stuck({"--grace", "0s"}), {.folder = folder.path()}};
    REQUIRE(tool.says("stuck in " + where));
    tool.send(SIGTERM);
    const ToolOutcome outcome = tool.finished();
    CHECK(outcome.code == 143);
    CHECK_THAT(outcome.errors, Contains("aborting: " + told + '\n'));
}

TEST_CASE("a grace time that was forgotten begins anew when it is renewed", "[tools][signals]") {
    using namespace penstock::tools;
    std::promise<void> first;
    std::promise<ExitCode> late;
    std::promise<void> asked;
    std::once_flag is_told;
    {
        StopSignals signals{
            {.first = [&] { first.set_value(); },
             .second = [](ExitCode) {},
             .out_of_time =
                 [&](ExitCode code) { std::call_once(is_told, [&] { late.set_value(code); }); },
             .tell = [&] { asked.set_value(); }},
            Duration{0}};
        signals.forget_grace();
        ::kill(::getpid(), SIGUSR1);
        asked.get_future().wait();
        ::kill(::getpid(), SIGTERM);
        first.get_future().wait();
        signals.renew_grace();
        CHECK(late.get_future().get() == ExitCode::aborted_by_terminate);
    }
    sigset_t held;
    pthread_sigmask(SIG_BLOCK, nullptr, &held);
    CHECK(sigismember(&held, SIGTERM) == 0); // from then on it ends the process
}

TEST_CASE("when the grace time has passed, it is said which node holds which item",
          "[tools][signals]") {
    const bool is_json = GENERATE(false, true);
    const TempDir folder;
    folder.write("stuck.json", stuck_graph("process"));
    Tool tool{
        with_stuck(
            {"--grace", "0s", "--summary", "report.json", "--progress", is_json ? "json" : "none"}),
        {.folder = folder.path()}};
    REQUIRE(tool.says("stuck in process"));
    tool.send(SIGINT);
    const ToolOutcome outcome = tool.finished();
    CHECK(outcome.code == 130);
    CHECK_FALSE(std::filesystem::exists(folder / "report.json"));
    if (is_json)
        CHECK_THAT(outcome.errors,
                   Contains(R"({"event":"aborting","phase":"running","calls":[{"node":"stuck",)"));
    else
        CHECK_THAT(outcome.errors,
                   Contains("within the grace time; --grace gives it more:\n  stuck has held "));
}

TEST_CASE("the end of the grace time is told as one line of JSON", "[tools][signals]") {
    using namespace penstock::tools;
    const Value event = parsed_json(aborting_event(RunPhase::ending, {}));
    CHECK(*event.find("event") == Value{"aborting"});
    CHECK(*event.find("phase") == Value{"ending"});
    CHECK(event.find("calls")->as_array().empty());
    CHECK(*parsed_json(aborting_event(RunPhase::planning, {})).find("phase") == Value{"planning"});
}

TEST_CASE("a reader of stdout that goes away is no error", "[tools][signals]") {
    Tool tool{{"nodes", "--json"}};
    tool.stop_reading();
    const ToolOutcome outcome = tool.finished();
    CHECK(outcome.code == 0);
    CHECK(outcome.signal == 0);
    CHECK(outcome.errors.empty());
}

TEST_CASE("a full disk under stdout is told and ends with 5", "[tools][signals]") {
    const ToolOutcome outcome = run_tool({"schema"}, {.output_file = "/dev/full"});
    CHECK(outcome.code == 5);
    CHECK(outcome.errors == "penstock: standard output: cannot write: No space left on device\n");
}

// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "tools/tool.hpp"

#include <csignal>
#include <string>

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

TEST_CASE("a grace time that is not used up changes nothing", "[tools][signals]") {
    const TempDir folder;
    folder.write("small.json", small_graph(endless));
    Tool tool{{"run", "small.json", "-v", "--grace", "1h"}, {.folder = folder.path()}};
    REQUIRE(tool.says("saved "));
    tool.send(SIGINT);
    CHECK(tool.finished().code == 75);
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

// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "tools/tool.hpp"

#include <csignal>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;
using Catch::Matchers::Contains;

namespace {

ToolOutcome run_with(const std::vector<std::string>& arguments, ToolOptions options = {}) {
    const TempDir folder;
    folder.write("small.json", small_graph());
    options.folder = folder.path();
    std::vector<std::string> all = {"run", "small.json"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_tool(all, options);
}

// What was redrawn, in its order. The first segment is what came before the first of them.
std::vector<std::string> redrawn(const std::string& text) {
    const std::string clear = "\r\x1b[K";
    std::vector<std::string> segments;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(clear, at), text.size());
        segments.push_back(text.substr(at, end - at));
        at = end + clear.size();
    }
    return segments;
}

} // namespace

TEST_CASE("plain progress ends with a line that has everything in it", "[tools][progress]") {
    const std::string errors = run_with({"--progress", "plain"}).errors;
    CHECK_THAT(errors, Contains("   5 of 5"));
    CHECK_THAT(errors, Contains("   in flight 0 of 4 images, 0 B of 64 MiB\n"));
}

TEST_CASE("automatic progress is plain where there is no terminal, and has no colours",
          "[tools][progress]") {
    const std::string errors = run_with({}).errors;
    CHECK_THAT(errors, Contains("   in flight 0 of 4 images, 0 B of 64 MiB\n"));
    CHECK_THAT(errors, !Contains("\x1b"));
    CHECK_THAT(errors, !Contains("\r"));
}

TEST_CASE("no progress is no progress", "[tools][progress]") {
    const std::string errors = run_with({"--progress", "none"}).errors;
    CHECK_THAT(errors, !Contains("in flight"));
    CHECK_THAT(errors, Catch::Matchers::StartsWith("5 in = 5 written"));
}

TEST_CASE("JSON progress is one object a line, and nothing else", "[tools][progress]") {
    const ToolOutcome outcome = run_with({"--progress", "json", "-v"});
    const std::vector<std::string> lines = lines_of(outcome.errors);
    REQUIRE(lines.size() >= 7);
    std::size_t saved = 0;
    for (const std::string& line : lines) {
        const Value event = parsed_json(line);
        REQUIRE(event.find("event") != nullptr);
        saved += *event.find("event") == Value{"saved"} ? 1 : 0;
    }
    CHECK(saved == 5);
    const Value last = parsed_json(lines.back());
    CHECK(*last.find("event") == Value{"end"});
    CHECK(*last.find("end") == Value{"finished"});
    CHECK(*last.find("balanced") == Value{true});
    CHECK(*last.find("written") == Value{5});
    const Value progress = parsed_json(lines[lines.size() - 2]);
    CHECK(*progress.find("event") == Value{"progress"});
    CHECK(*progress.find("total") == Value{5});
    CHECK(*progress.find("done") == Value{5});
    CHECK(*progress.find("max_images") == Value{4});
}

TEST_CASE("a bar is redrawn on one line of the terminal and never wraps", "[tools][progress]") {
    const TempDir folder;
    folder.write("small.json", small_graph(100'000));
    constexpr std::uint16_t columns = 44;
    Tool tool{{"run", "small.json"}, {.folder = folder.path(), .terminal_columns = columns}};
    REQUIRE(tool.says(" of 100000"));
    tool.send(SIGINT);
    const ToolOutcome outcome = tool.finished();
    CHECK(outcome.code == 75);
    bool has_bar = false;
    for (const std::string& segment : redrawn(outcome.errors)) {
        const bool is_bar = !segment.empty() && segment.front() == '[';
        has_bar = has_bar || is_bar;
        if (is_bar)
            CHECK(segment.substr(0, segment.find('\r')).size() < columns);
    }
    CHECK(has_bar);
}

TEST_CASE("a terminal gets colours, unless NO_COLOR is set", "[tools][progress]") {
    const std::string faint = "\x1b[2m";
    const ToolOptions on_terminal{.terminal_columns = std::uint16_t{100}};
    CHECK_THAT(run_with({"--progress", "none"}, on_terminal).errors, Contains(faint));
    ToolOptions without_colour = on_terminal;
    without_colour.environment["NO_COLOR"] = "1";
    CHECK_THAT(run_with({"--progress", "none"}, without_colour).errors, !Contains("\x1b["));
    ToolOptions dumb = on_terminal;
    dumb.environment["TERM"] = "dumb";
    CHECK_THAT(run_with({}, dumb).errors, !Contains("\x1b["));
}

TEST_CASE("an unknown kind of progress is refused with the nearest one", "[tools][progress]") {
    const ToolOutcome outcome = run_with({"--progress", "plian"});
    CHECK(outcome.code == 2);
    CHECK(outcome.errors == "penstock: --progress: unknown value \"plian\"; expected one of "
                            "auto|bar|plain|json|none; did you mean \"plain\"?\n");
}

// SPDX-License-Identifier: Apache-2.0
#include "tools/exit_code.hpp"

#include "support/catch.hpp"
#include "tools/tool.hpp"

#include <string>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::tools;

namespace {

RunReport with(const ItemCounts& items, RunEnd end = RunEnd::finished) {
    RunReport report;
    report.items = items;
    report.end = end;
    return report;
}

} // namespace

TEST_CASE("exit codes have the numbers that scripts know", "[tools][exit]") {
    CHECK(exit_code_of(with({.discovered = 2, .written = 2})) == ExitCode{0});
    CHECK(exit_code_of(with({.discovered = 2, .skipped = 2})) == ExitCode{0});
    CHECK(exit_code_of(with({.discovered = 2, .written = 1, .failed = 1})) == ExitCode{1});
    CHECK(exit_code_of(with({})) == ExitCode{3});
    CHECK(exit_code_of(with({.discovered = 2, .failed = 2}, RunEnd::over_budget)) == ExitCode{4});
    CHECK(exit_code_of(with({.discovered = 2, .failed = 2}, RunEnd::exhausted)) == ExitCode{5});
    CHECK(exit_code_of(with({.discovered = 2, .written = 1})) == ExitCode{70});
    CHECK(exit_code_of(with({.discovered = 2, .failed = 1, .not_started = 1},
                            RunEnd::interrupted)) == ExitCode{75});
    CHECK(exit_code_of(with({.discovered = 2, .failed = 1, .not_started = 1}, RunEnd::cancelled)) ==
          ExitCode{75});
}

TEST_CASE("a sum that is wrong outweighs everything else", "[tools][exit]") {
    CHECK(exit_code_of(with({.discovered = 2, .failed = 1}, RunEnd::exhausted)) == ExitCode::bug);
    RunReport report = with({.discovered = 1, .written = 1}, RunEnd::interrupted);
    report.claims_outstanding = 1;
    CHECK(exit_code_of(report) == ExitCode::bug);
}

TEST_CASE("the help says what the documentation says of exit codes", "[tools][exit]") {
    const std::string page = read_file(std::string{PENSTOCK_SOURCE_DIR} + "/src/doc/errors.md");
    std::string rows = page.substr(page.find("\n## Exit codes"));
    std::erase(rows, '`');
    std::string expected = "| code | meaning |\n|---|---|\n";
    for (const ExitMeaning& one : exit_meanings())
        expected += "| " + std::string{one.codes} + " | " + std::string{one.meaning} + " |\n";
    CHECK_THAT(rows, Catch::Matchers::Contains("\n\n" + expected + "\n"));

    const std::string text = exit_codes_text();
    CHECK_THAT(text, Catch::Matchers::StartsWith("Exit codes:\n  0         no item failed\n  1  "));
    CHECK_THAT(run_tool({"--help"}).output, Catch::Matchers::Contains(text));
    CHECK_THAT(run_tool({"run", "--help"}).output,
               Catch::Matchers::Contains(text) && Catch::Matchers::Contains("Example:"));
}

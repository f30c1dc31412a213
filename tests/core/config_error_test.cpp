// SPDX-License-Identifier: Apache-2.0
#include "penstock/config_error.hpp"

#include "support/catch.hpp"

#include <string>

using namespace penstock;

namespace {

ConfigIssue unknown_key() {
    ConfigIssue issue;
    issue.origin = {.source = 0, .line = 14, .column = 5, .length = 8};
    issue.source = "graph.json";
    issue.path = "nodes.encode.params";
    issue.message = "unknown key \"qualty\"";
    issue.source_line = "  { \"qualty\": 90 }";
    return issue;
}

} // namespace

TEST_CASE("a mistake says where it is, line and column, and what it is", "[core][config_error]") {
    CHECK(unknown_key().to_string() ==
          "graph.json:14:5: nodes.encode.params: unknown key \"qualty\"");
}

TEST_CASE("a mistake without a place names the source alone", "[core][config_error]") {
    ConfigIssue issue = unknown_key();
    issue.origin = {};
    CHECK(issue.to_string() == "graph.json: nodes.encode.params: unknown key \"qualty\"");
    CHECK(issue.to_string_with_caret() == issue.to_string());
}

TEST_CASE("a mistake of the whole config has no path, and one from nowhere no source",
          "[core][config_error]") {
    ConfigIssue issue;
    issue.message = "no nodes";
    CHECK(issue.to_string() == "no nodes");
    issue.source = "--set a=1";
    CHECK(issue.to_string() == "--set a=1: no nodes");
}

TEST_CASE("a warning says that it is one", "[core][config_error]") {
    ConfigIssue issue = unknown_key();
    issue.severity = ConfigIssue::Severity::warning;
    CHECK(issue.to_string() ==
          "graph.json:14:5: warning: nodes.encode.params: unknown key \"qualty\"");
}

TEST_CASE("carets stand under the place", "[core][config_error]") {
    CHECK(unknown_key().to_string_with_caret() ==
          "graph.json:14:5: nodes.encode.params: unknown key \"qualty\"\n"
          "  14 |   { \"qualty\": 90 }\n"
          "     |     ^^^^^^^^");
}

TEST_CASE("other places stand behind a mistake, nearest first", "[core][config_error]") {
    ConfigIssue issue = unknown_key();
    issue.notes.push_back({.origin = {.source = 0, .line = 30, .column = 3, .length = 7},
                           .source = "graph.json",
                           .message = "used by nodes.small",
                           .source_line = "  \"small\": {"});
    issue.notes.push_back(
        {.origin = {}, .source = "--set a=1", .message = "declared", .source_line = {}});
    CHECK(issue.to_string() ==
          "graph.json:14:5: nodes.encode.params: unknown key \"qualty\" (used by nodes.small at "
          "graph.json:30:3; declared at --set a=1)");
    CHECK(issue.to_string_with_caret() ==
          "graph.json:14:5: nodes.encode.params: unknown key \"qualty\"\n"
          "  14 |   { \"qualty\": 90 }\n"
          "     |     ^^^^^^^^\n"
          "  used by nodes.small at graph.json:30:3\n"
          "  30 |   \"small\": {\n"
          "     |   ^^^^^^^\n"
          "  declared at --set a=1");
}

TEST_CASE("carets stand under the place behind tabs too", "[core][config_error]") {
    ConfigIssue issue = unknown_key();
    issue.source_line = "\t{\t\"qualty\": 90 }";
    issue.origin.column = 4;
    CHECK(issue.to_string_with_caret() ==
          "graph.json:14:4: nodes.encode.params: unknown key \"qualty\"\n"
          "  14 | \t{\t\"qualty\": 90 }\n"
          "     | \t \t^^^^^^^^");
}

TEST_CASE("carets count characters, not bytes", "[core][config_error]") {
    ConfigIssue issue = unknown_key();
    issue.source_line = "{ \"é\": 1, \"größe\": 2 }";
    issue.origin.column = 12;
    issue.origin.length = 9;
    CHECK(issue.to_string_with_caret() ==
          "graph.json:14:12: nodes.encode.params: unknown key \"qualty\"\n"
          "  14 | { \"é\": 1, \"größe\": 2 }\n"
          "     |           ^^^^^^^");
}

TEST_CASE("there is always one caret, and none behind the line", "[core][config_error]") {
    ConfigIssue issue = unknown_key();
    issue.source_line = "{ \"a\": ";
    SECTION("where the length is unknown") {
        issue.origin.column = 3;
        issue.origin.length = 0;
        CHECK_THAT(issue.to_string_with_caret(), Catch::Matchers::EndsWith("     |   ^"));
    }
    SECTION("where the line ends first") {
        issue.origin.column = 3;
        issue.origin.length = 100;
        CHECK_THAT(issue.to_string_with_caret(), Catch::Matchers::EndsWith("     |   ^^^^^"));
    }
    SECTION("where the line is what ends too early") {
        issue.origin.column = 8;
        CHECK_THAT(issue.to_string_with_caret(), Catch::Matchers::EndsWith("     |        ^"));
    }
}

TEST_CASE("without its line a mistake is shown without carets", "[core][config_error]") {
    ConfigIssue issue = unknown_key();
    issue.source_line.clear();
    CHECK(issue.to_string_with_caret() == issue.to_string());
}

TEST_CASE("a refused config lists every mistake, a line each, in the given order",
          "[core][config_error]") {
    ConfigIssue second = unknown_key();
    second.origin.line = 20;
    second.message = "not a number";
    const ConfigError error{{unknown_key(), second}};
    CHECK(std::string{error.what()} == unknown_key().to_string() + "\n" + second.to_string());
    REQUIRE(error.issues().size() == 2);
    CHECK(error.issues().back().message == "not a number");
    const ConfigError copy = error;
    CHECK(std::string{copy.what()} == error.what());
    CHECK(copy.issues().size() == 2);
}

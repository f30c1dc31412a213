// SPDX-License-Identifier: Apache-2.0
#include "penstock/rules.hpp"

#include "support/catch.hpp"
#include "tools/tool.hpp"

#include <string>

using namespace penstock;
using namespace penstock::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("explain tells what a rule is for, with a graph that breaks it and one that does not",
          "[tools][explain]") {
    const ToolOutcome outcome = run_tool({"explain", "F7"});
    CHECK(outcome.code == 0);
    CHECK(outcome.errors.empty());
    CHECK_THAT(outcome.output, StartsWith("F7: Edges do not lead in a circle.\n\n"));
    CHECK_THAT(outcome.output, Contains(explain_rule("F7")->why));
    CHECK_THAT(outcome.output, Contains("\nRefused:\n    {\n      \"penstock\": \"1.0\",\n"));
    CHECK_THAT(outcome.output, Contains(explain_rule("F7")->remedy));
    CHECK_THAT(outcome.output, Contains("\nAccepted:\n    {\n"));
    CHECK(run_tool({"explain", "f7"}).output == outcome.output);
}

TEST_CASE("explain without a rule lists all of them", "[tools][explain]") {
    const ToolOutcome outcome = run_tool({"explain"});
    CHECK(outcome.code == 0);
    CHECK(lines_of(outcome.output).size() == all_rules().size());
    CHECK_THAT(outcome.output, Contains("\nF7   Edges do not lead in a circle.\n"));
}

TEST_CASE("explain names the nearest rule where there is none of that name", "[tools][explain]") {
    const ToolOutcome outcome = run_tool({"explain", "FF7"});
    CHECK(outcome.code == 2);
    CHECK(outcome.output.empty());
    CHECK(outcome.errors == "penstock: explain: there is no rule \"FF7\"; did you mean \"F7\"?; "
                            "penstock explain lists them\n");
}

TEST_CASE("the graph that a rule accepts can be copied out of what explain prints",
          "[tools][explain]") {
    const std::string text = run_tool({"explain", "F7"}).output;
    const std::size_t begin = text.find("Accepted:\n") + 10;
    CHECK(run_tool({"validate", "-"}, {.input = text.substr(begin)}).code == 0);
}

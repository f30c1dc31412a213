// SPDX-License-Identifier: Apache-2.0
#include "tools/command_line.hpp"

#include "support/catch.hpp"
#include "tools/tool.hpp"

#include <string>

using namespace penstock::test;
using Catch::Matchers::Contains;

TEST_CASE("the help of each verb has an example", "[tools][help]") {
    const ToolOutcome all = run_tool({"--help"});
    CHECK(all.code == 0);
    CHECK(all.errors.empty());
    for (const char* verb :
         {"run", "validate", "nodes", "schema", "graph", "new-graph", "version"}) {
        CAPTURE(verb);
        CHECK_THAT(all.output, Contains(std::string{"\n  "} + verb + " "));
        const ToolOutcome one = run_tool({verb, "--help"});
        CHECK(one.code == 0);
        CHECK_THAT(one.output, Contains(std::string{"Usage: penstock "} + verb));
        CHECK_THAT(one.output, Contains(std::string{"Example:\n  penstock "} + verb));
    }
}

TEST_CASE("without a command the command line is refused", "[tools][usage]") {
    const ToolOutcome outcome = run_tool({});
    CHECK(outcome.code == 2);
    CHECK(outcome.errors == "penstock: expected a command; penstock --help lists them\n");
}

TEST_CASE("unknown commands and options are refused with the nearest one", "[tools][usage]") {
    CHECK(run_tool({"rnu", "x.json"}).errors ==
          "penstock: unknown command \"rnu\"; did you mean \"run\"?\n");
    const ToolOutcome option = run_tool({"run", "x.json", "--sumary", "y"});
    CHECK(option.code == 2);
    CHECK(option.errors ==
          "penstock: run: unknown option \"--sumary\"; did you mean \"--summary\"?\n");
    const ToolOutcome extra = run_tool({"schema", "x.json"});
    CHECK(extra.code == 2);
    CHECK(extra.errors == "penstock: schema: unexpected argument \"x.json\"\n");
}

TEST_CASE("a missing argument is named", "[tools][usage]") {
    const ToolOutcome outcome = run_tool({"validate"});
    CHECK(outcome.code == 2);
    CHECK(lines_of(outcome.errors).size() == 1);
    CHECK_THAT(outcome.errors, Contains("files"));
}

TEST_CASE("the option --var takes one value, not all that follow", "[tools][usage]") {
    const TempDir folder;
    folder.write("small.json", small_graph());
    CHECK(run_tool({"run", "--var", "count=1", "small.json"}, {.folder = folder.path()}).code == 0);
}

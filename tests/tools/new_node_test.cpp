// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "tools/new_node_files.hpp"
#include "tools/tool.hpp"

#include <filesystem>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;
using Catch::Matchers::Contains;

// That what it writes can be built and run is shown by tests/consumer.

TEST_CASE("new-node writes a project, in which the name of the node is everywhere",
          "[tools][new_node]") {
    const TempDir folder;
    const ToolOutcome outcome = run_tool({"new-node", "edge_detect3"}, {.folder = folder.path()});
    CHECK(outcome.code == 0);
    CHECK(outcome.errors.empty());
    const std::vector<std::string> expected{
        "CMakeLists.txt", "README.md", "edge_detect3.cpp", "edge_detect3_test.cpp", "graph.json"};
    CHECK(files_below(folder / "edge_detect3") == expected);
    CHECK(lines_of(outcome.output).size() == expected.size());
    CHECK_THAT(outcome.output, Contains("edge_detect3/README.md\n"));
    for (const std::string& file : expected) {
        const std::string text = read_file(folder / ("edge_detect3/" + file));
        INFO(file);
        CHECK_THAT(text, Contains("edge_detect3"));
        CHECK_THAT(text, !Contains("new_node") && !Contains("NewNode") && !Contains("SPDX"));
    }
    CHECK_THAT(read_file(folder / "edge_detect3/edge_detect3.cpp"),
               Contains("struct EdgeDetect3 {"));
    CHECK(tools::new_node_files().size() == expected.size());
}

TEST_CASE("new-node makes its folder where --output says, and the folders before it",
          "[tools][new_node]") {
    const TempDir folder;
    const ToolOptions here{.folder = folder.path()};
    CHECK(run_tool({"new-node", "tint", "--output", "my/nodes/"}, here).code == 0);
    CHECK(files_below(folder / "my/nodes/tint").size() == 5);
    folder.write("file", "");
    const ToolOutcome outcome = run_tool({"new-node", "tint", "--output", "file"}, here);
    CHECK(outcome.code == 5);
    CHECK_THAT(outcome.errors, Contains("file/tint: this folder cannot be made: "));
}

TEST_CASE("new-node writes nothing over", "[tools][new_node]") {
    const TempDir folder;
    const ToolOptions here{.folder = folder.path()};
    folder.write("tint/notes.txt", "mine");
    folder.write("shade", "a file");
    for (const std::string name : {"tint", "shade"}) {
        const ToolOutcome outcome = run_tool({"new-node", name}, here);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.errors,
                   Contains("new-node: " + name +
                            " is there already, and nothing is written over; expected another "
                            "name, or another --output"));
    }
    CHECK(files_below(folder.path()) == std::vector<std::string>{"shade", "tint/notes.txt"});
}

TEST_CASE("new-node has another name for a class that could not be called like its member",
          "[tools][new_node]") {
    const TempDir folder;
    CHECK(run_tool({"new-node", "params"}, {.folder = folder.path()}).code == 0);
    const std::string text = read_file(folder / "params/params.cpp");
    CHECK_THAT(text, Contains("struct ParamsNode {") && Contains("add<ParamsNode>()"));
    CHECK_THAT(text, Contains("struct Params {") && Contains("Description<ParamsNode>{\"params\""));
}

TEST_CASE("new-node refuses what is no name", "[tools][new_node]") {
    const TempDir folder;
    const auto refusal = [&folder](const std::string& name) {
        const ToolOutcome outcome = run_tool({"new-node", name}, {.folder = folder.path()});
        CHECK(outcome.code == 2);
        CHECK(files_below(folder.path()).empty());
        return outcome.errors;
    };
    const std::string expected = " is no name for a node type; expected a-z, 0-9 and single _, a "
                                 "letter first, at most 60";
    CHECK(refusal("Edge-Detect") ==
          "penstock: new-node: \"Edge-Detect\"" + expected + "; did you mean \"edge_detect\"?\n");
    CHECK(refusal("9th") == "penstock: new-node: \"9th\"" + expected + "\n");
    for (const std::string name : {"", "a__b", "a_", "_a", "../a", "a/b", "a b", "é"})
        CHECK_THAT(refusal(name), Contains("new-node: \"" + name + "\"" + expected));
    CHECK_THAT(refusal(std::string(61, 'a')), Contains(expected));
    CHECK_THAT(
        refusal("resize"),
        Contains("new-node: there is a built-in node type \"resize\"; expected another name"));
    CHECK(run_tool({"new-node"}).code == 2);
}

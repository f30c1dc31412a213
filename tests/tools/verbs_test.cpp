// SPDX-License-Identifier: Apache-2.0
#include "penstock/version.hpp"

#include "support/catch.hpp"
#include "tools/tool.hpp"

#include <string>

using namespace penstock;
using namespace penstock::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("validate says yes on stdout, with what fits at once", "[tools][validate]") {
    const TempDir folder;
    folder.write("small.json", small_graph());
    const ToolOutcome outcome = run_tool({"validate", "small.json"}, {.folder = folder.path()});
    CHECK(outcome.code == 0);
    CHECK(outcome.output == "small.json: ok (5 nodes, 4 edges; 4 items fit at once)\n");
    CHECK(outcome.errors.empty());
    CHECK_FALSE(std::filesystem::exists(folder / "out"));
}

TEST_CASE("validate looks at every file and ends with 2 where one is refused",
          "[tools][validate]") {
    const TempDir folder;
    folder.write("good.json", small_graph());
    folder.write("bad.json", "{\"penstock\": \"1.0\"}");
    const ToolOutcome outcome =
        run_tool({"validate", "bad.json", "absent.json", "good.json"}, {.folder = folder.path()});
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.output, StartsWith("good.json: ok"));
    CHECK_THAT(outcome.errors, Contains("bad.json: \"nodes\" is missing"));
    CHECK_THAT(outcome.errors, Contains("absent.json"));
}

TEST_CASE("validate tells warnings on stderr", "[tools][validate]") {
    const TempDir folder;
    std::string text = small_graph();
    text.replace(text.find("\"out\": \"out\"}"), 13, "\"out\": \"out\", \"spare\": 1}");
    folder.write("small.json", text);
    const ToolOutcome outcome = run_tool({"validate", "small.json"}, {.folder = folder.path()});
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.errors, Contains("warning: vars.spare: nothing uses this variable"));
}

TEST_CASE("validate takes profiles, variables and values", "[tools][validate]") {
    const TempDir folder;
    std::string text = small_graph();
    text.replace(text.find("\"nodes\""),
                 0,
                 R"("profiles": {"wrong": {"nodes": {"encode": {"type": "encod"}}}},
  )");
    folder.write("small.json", text);
    const ToolOptions here{.folder = folder.path()};
    CHECK(run_tool({"validate", "small.json"}, here).code == 0);
    CHECK_THAT(run_tool({"validate", "small.json", "--profile", "wrong"}, here).errors,
               Contains("unknown node type \"encod\""));
    CHECK_THAT(run_tool({"validate", "--var", "count=x", "small.json"}, here).errors,
               StartsWith("--var count=x: nodes.frames.params.count: found \"x\""));
    CHECK(
        run_tool({"validate", "small.json", "--set", "nodes.encode.params.quality=0"}, here).code ==
        2);
}

TEST_CASE("validate --print-config prints one config", "[tools][validate]") {
    const TempDir folder;
    folder.write("small.json", small_graph());
    const ToolOptions here{.folder = folder.path()};
    const ToolOutcome printed = run_tool({"validate", "small.json", "--print-config"}, here);
    CHECK(printed.code == 0);
    CHECK(printed.output == run_tool({"run", "small.json", "--print-config"}, here).output);
    CHECK_THAT(printed.output, StartsWith("{\n  \"penstock\": \"1.0\", // small.json:2:"));
    const ToolOutcome two =
        run_tool({"validate", "small.json", "small.json", "--print-config"}, here);
    CHECK(two.code == 2);
    CHECK_THAT(two.errors, Contains("--print-config prints one pipeline; expected one FILE"));
}

TEST_CASE("graph draws what profiles and flags make of a pipeline", "[tools][graph]") {
    const TempDir folder;
    std::string text = small_graph();
    text.replace(text.find("\"nodes\""),
                 0,
                 R"("profiles": {"dry": {"nodes": {"write": {"type": "null", "params": null}},
                                      "vars": {"out": null}}},
  )");
    folder.write("small.json", text);
    const ToolOptions here{.folder = folder.path()};
    const std::vector<std::string> plain{"graph", "small.json", "--format", "mermaid"};
    std::vector<std::string> dry = plain;
    dry.insert(dry.end(), {"--profile", "dry", "--set", "nodes.encode.concurrency=3"});
    CHECK_THAT(run_tool(plain, here).output, Contains("write, serial"));
    CHECK_THAT(run_tool(dry, here).output, Contains("null, ") && Contains("encode, 3 at once"));
}

TEST_CASE("nodes lists all types, or describes one", "[tools][nodes]") {
    const ToolOutcome list = run_tool({"nodes"});
    CHECK(list.code == 0);
    CHECK_THAT(list.output, Contains("generate   source     "));
    CHECK_THAT(list.output, Contains("write      sink       "));
    const ToolOutcome one = run_tool({"nodes", "resize"});
    CHECK_THAT(one.output, StartsWith("resize (transform)\n"));
    CHECK_THAT(one.output, Contains("    width: "));
    const ToolOutcome none = run_tool({"nodes", "rezise"});
    CHECK(none.code == 2);
    CHECK(none.output.empty());
    CHECK_THAT(none.errors, Contains("unknown node type \"rezise\"; did you mean \"resize\"?"));
}

TEST_CASE("nodes speaks JSON and Markdown too", "[tools][nodes]") {
    const Value all = parsed_json(run_tool({"nodes", "--json"}).output);
    CHECK(all.as_array().size() > 5);
    const Value one = parsed_json(run_tool({"nodes", "limiter", "--json"}).output);
    REQUIRE(one.as_array().size() == 1);
    CHECK(*one.as_array().front().find("type") == Value{"limiter"});
    CHECK_THAT(run_tool({"nodes", "--markdown"}).output, StartsWith("# Nodes\n"));
    CHECK(run_tool({"nodes", "--markdown", "--json"}).code == 2);
}

TEST_CASE("schema prints a JSON Schema that knows the built-in nodes", "[tools][schema]") {
    const ToolOutcome outcome = run_tool({"schema"});
    CHECK(outcome.code == 0);
    CHECK(*parsed_json(outcome.output).find("title") == Value{"penstock pipeline"});
    CHECK_THAT(outcome.output, Contains("\"const\": \"resize\""));
}

TEST_CASE("graph draws in four formats", "[tools][graph]") {
    const TempDir folder;
    folder.write("small.json", small_graph());
    const ToolOptions here{.folder = folder.path()};
    CHECK_THAT(run_tool({"graph", "small.json"}, here).output, StartsWith("digraph \"small\""));
    CHECK_THAT(run_tool({"graph", "small.json", "--format", "dot"}, here).output,
               StartsWith("digraph \"small\""));
    CHECK_THAT(run_tool({"graph", "small.json", "--format", "mermaid"}, here).output,
               StartsWith("flowchart LR"));
    CHECK_THAT(run_tool({"graph", "small.json", "--format", "svg"}, here).output,
               StartsWith("<svg"));
    CHECK_THAT(run_tool({"graph", "small.json", "--format", "graphml"}, here).output,
               StartsWith("<?xml") && Contains("<graphml "));
    const ToolOutcome unknown = run_tool({"graph", "small.json", "--format", "png"}, here);
    CHECK(unknown.code == 2);
    CHECK_THAT(unknown.errors, Contains("expected one of dot|mermaid|svg|graphml"));
}

TEST_CASE("graph --expand shows what the engine adds", "[tools][graph]") {
    const TempDir folder;
    folder.write("small.json", small_graph());
    const ToolOptions here{.folder = folder.path()};
    CHECK_THAT(run_tool({"graph", "small.json", "--expand"}, here).output, Contains("gate/gate"));
    CHECK_THAT(run_tool({"graph", "small.json"}, here).output, !Contains("gate/gate"));
}

TEST_CASE("new-graph lists the shipped graphs with what they are for", "[tools][new-graph]") {
    const ToolOutcome list = run_tool({"new-graph"});
    CHECK(list.code == 0);
    CHECK_THAT(list.output, Contains("quickstart         Generates pictures"));
    const ToolOutcome none = run_tool({"new-graph", "quikstart"});
    CHECK(none.code == 2);
    CHECK_THAT(none.errors, Contains("did you mean \"quickstart\"?"));
}

TEST_CASE("every graph that new-graph prints is valid where it stands", "[tools][new-graph]") {
    const TempDir folder;
    for (const std::string& line : lines_of(run_tool({"new-graph"}).output)) {
        const std::string name = line.substr(0, line.find(' '));
        CAPTURE(name);
        const std::string text = run_tool({"new-graph", name}).output;
        CHECK_THAT(text, !Contains("$schema"));
        folder.write(name + ".json", text);
        const ToolOutcome outcome =
            run_tool({"validate", name + ".json"}, {.folder = folder.path()});
        CHECK(outcome.code == 0);
        CHECK(outcome.errors.empty());
    }
}

TEST_CASE("the quickstart that new-graph prints runs", "[tools][new-graph]") {
    const TempDir folder;
    const ToolOptions here{.folder = folder.path(),
                           .input = run_tool({"new-graph", "quickstart"}).output};
    CHECK(run_tool({"run", "-", "--var", "count=2", "--var", "out=out"}, here).code == 0);
    CHECK(files_below(folder / "out").size() == 2);
}

TEST_CASE("version is told by a verb and by an option", "[tools][version]") {
    const ToolOutcome outcome = run_tool({"version"});
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.output, StartsWith("penstock " + version() + "\n"));
    CHECK_THAT(outcome.output, Contains("oneTBB"));
    CHECK(run_tool({"--version"}).output == outcome.output);
}

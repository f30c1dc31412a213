// SPDX-License-Identifier: Apache-2.0
#include "tools/run_in_graph.hpp"

#include "penstock/penstock.hpp"

#include "support/catch.hpp"
#include "tools/tool.hpp"
#include "tools/usage_error.hpp"

#include <string>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::tools;
using Catch::Matchers::Contains;

namespace {

ValidatedConfig config() {
    return validate(parse_config(small_graph(), "small.json"), built_in_nodes());
}

// 100 items in ten seconds, in which a serial writer was busy for nine.
RunReport sample() {
    RunReport report;
    report.fingerprint = config().fingerprint();
    report.items = {.discovered = 100, .written = 98, .failed = 2};
    report.wall_seconds = 10;
    report.threads = 2;
    report.io_threads = 4;
    report.processors = 2;
    report.limiters.push_back({.name = "gate",
                               .max_images = 8,
                               .max_bytes = 1 << 30,
                               .peak_images = 5,
                               .peak_bytes = 96 << 20,
                               .family_images = 1});
    report.nodes.push_back({.name = "render", .type = "render", .concurrency = "unlimited"});
    report.nodes.push_back({.name = "encode",
                            .type = "encode",
                            .concurrency = "unlimited",
                            .may_be_concurrent = true,
                            .count = 100,
                            .failed = 2,
                            .busy_seconds = 12,
                            .cpu_seconds = 12,
                            .p50_ms = 12.3});
    report.nodes.push_back({.name = "write",
                            .type = "write",
                            .concurrency = "serial",
                            .may_be_concurrent = true,
                            .count = 98,
                            .busy_seconds = 9,
                            .on_io_threads = true,
                            .p50_ms = 90});
    return report;
}

DrawingOptions shown(const RunReport& report) {
    DrawingOptions drawing;
    show_run(drawing, config(), report);
    return drawing;
}

std::string refusal_of(const RunReport& report) {
    try {
        return check_same_graph(config(), report, "graph: --with s.json");
    } catch (const UsageError& error) {
        return std::string{"refused: "} + error.what();
    }
}

} // namespace

TEST_CASE("a drawing shows calls, how busy nodes were and what limited", "[tools][graph]") {
    const DrawingOptions drawing = shown(sample());
    CHECK(drawing.notes.at("encode") == "100 calls, busy 60 %, p50 12 ms\n2 failed");
    CHECK(drawing.notes.at("write") == "98 calls, busy 90 %, p50 90 ms");
    CHECK(drawing.notes.at("render") == "0 calls, busy 0 %");
    CHECK(drawing.notes.at("gate") == "peak 5 of 8 images\n96 MiB of 1 GiB");
    CHECK(drawing.heat.at("encode") == Approx(0.6));
    CHECK(drawing.heat.at("write") == Approx(0.9));
    CHECK(drawing.heat.count("gate") == 0);
    CHECK(drawing.marks == decltype(drawing.marks){{"write", "limits the run"}});
    REQUIRE(drawing.captions.size() == 3);
    CHECK(drawing.captions[0] == "measured: 100 items in 10.0 s, 10.0 items/s");
    CHECK(drawing.captions[1] ==
          "limited by: write takes one item at a time and is busy 90 % of the run");
    CHECK_THAT(drawing.captions[2], Contains("the widest is 100"));
}

TEST_CASE("what a drawing says of a node already remains", "[tools][graph]") {
    DrawingOptions drawing{.notes = {{"write", "noted"}}};
    show_run(drawing, config(), sample());
    CHECK(drawing.notes.at("write") == "noted\n98 calls, busy 90 %, p50 90 ms");
}

TEST_CASE("what reads files is hot by its share of the I/O threads", "[tools][graph]") {
    RunReport report = sample();
    report.nodes[0].reads = 3;
    report.nodes[0].read_seconds = 10;
    const DrawingOptions drawing = shown(report);
    CHECK(drawing.heat.at("render/read") == Approx(0.25));
    CHECK(drawing.notes.at("render/read") == "3 reads, busy 25 %");
}

TEST_CASE("a limiter or a source that limits is marked, threads are not", "[tools][graph]") {
    RunReport report = sample();
    report.nodes[2].busy_seconds = 1;
    report.nodes[1].busy_seconds = 2;
    report.nodes[1].cpu_seconds = 2;
    report.limiters[0].source_seconds = 9;
    CHECK(shown(report).marks == std::map<std::string, std::string>{{"frames", "limits the run"}});
    report.limiters[0].source_seconds = 0;
    report.nodes[1].busy_seconds = 19;
    report.nodes[1].cpu_seconds = 19;
    CHECK(shown(report).marks.empty());
    CHECK_THAT(shown(report).captions[1], Contains("processors are computing"));
}

TEST_CASE("a run in which nothing happened is drawn without heat", "[tools][graph]") {
    RunReport report = sample();
    report.items = {};
    report.end = RunEnd::interrupted;
    report.wall_seconds = 0;
    const DrawingOptions drawing = shown(report);
    CHECK(drawing.heat.empty());
    CHECK(drawing.captions[0] == "measured: 0 items in 0.00 s; interrupted");
    CHECK(drawing.notes.at("encode") == "100 calls, p50 12 ms\n2 failed");
}

TEST_CASE("the summary of another graph is refused, and says what differs", "[tools][graph]") {
    CHECK(refusal_of(sample()).empty());
    RunReport report = sample();
    report.nodes[2].name = "save";
    report.limiters[0].name = "door";
    CHECK(refusal_of(report) ==
          "refused: graph: --with s.json: this is the summary of another graph: it tells of door, "
          "save, which the graph has not; it does not tell of gate, write, which the graph has; "
          "expected that of a run of this graph, with the same --var, --set and --profile");
    report = sample();
    for (int i = 0; i < 7; ++i)
        report.nodes.emplace_back().name = "x" + std::to_string(i);
    CHECK_THAT(refusal_of(report), Contains("tells of x0, x1, x2, x3, x4 and 2 more, which"));
}

TEST_CASE("the summary of a config with other parameters is a warning", "[tools][graph]") {
    RunReport report = sample();
    report.fingerprint = "0123456789abcdef";
    CHECK_THAT(refusal_of(report),
               Catch::Matchers::StartsWith("graph: --with s.json: this is the summary of a config "
                                           "that differs in parameters or edges") &&
                   Contains("0123456789abcdef"));
}

TEST_CASE("graph --with draws a run of that graph", "[tools][graph]") {
    const TempDir folder;
    const ToolOptions here{.folder = folder.path()};
    folder.write("small.json", small_graph(4));
    folder.write("odd.json", "{}");
    REQUIRE(
        run_tool({"run", "small.json", "--progress", "none", "--summary", "s.json"}, here).code ==
        0);
    for (const char* format : {"dot", "mermaid", "svg"}) {
        const ToolOutcome outcome =
            run_tool({"graph", "small.json", "--with", "s.json", "--format", format}, here);
        CHECK(outcome.code == 0);
        CHECK(outcome.errors.empty());
        CHECK_THAT(outcome.output,
                   Contains("4 calls, busy ") && Contains("measured") && Contains("4 items in "));
        CHECK_THAT(run_tool({"graph", "small.json", "--format", format}, here).output,
                   !Contains("calls"));
    }
    const ToolOutcome expanded =
        run_tool({"graph", "small.json", "--expand", "--with", "s.json"}, here);
    CHECK_THAT(expanded.output, Contains("gate/gate") && Contains("4 calls, busy "));
    const ToolOutcome odd = run_tool({"graph", "small.json", "--with", "odd.json"}, here);
    CHECK(odd.code == 2);
    CHECK(odd.output.empty());
    CHECK_THAT(odd.errors, Contains("graph: odd.json: it has no \"name\""));
    const ToolOutcome none = run_tool({"graph", "small.json", "--with", "none.json"}, here);
    CHECK(none.code == 2);
    CHECK_THAT(none.errors, Contains("graph: none.json: cannot read it"));
}

TEST_CASE("graph --with warns where only parameters differ", "[tools][graph]") {
    const TempDir folder;
    const ToolOptions here{.folder = folder.path()};
    folder.write("small.json", small_graph(4));
    RunReport report = sample();
    report.fingerprint = "0123456789abcdef";
    folder.write("s.json", to_json(report));
    const ToolOutcome outcome = run_tool({"graph", "small.json", "--with", "s.json"}, here);
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.errors, Contains("warning: graph: --with s.json: "));
    CHECK_THAT(outcome.output, Contains("limits the run"));
}

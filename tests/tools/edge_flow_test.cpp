// SPDX-License-Identifier: Apache-2.0
#include "tools/edge_flow.hpp"

#include "penstock/penstock.hpp"

#include "support/catch.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::tools;

namespace {

ValidatedConfig config_of(const std::string& edges,
                          const std::string& nodes = {},
                          const std::string& on_error = "fail") {
    return validate(parse_config(R"({"penstock": "1.0", "nodes": {
        "frames": {"type": "generate", "params": {"count": 9}},
        "gate": {"type": "limiter"},
        "render": {"type": "render", "on_error": ")" +
                                     on_error + R"("},)" + nodes + R"(
        "encode": {"type": "encode", "params": {"format": "png"}},
        "write": {"type": "write", "params": {"path": "out/{seq}.png"}}},
        "edges": [)" + edges + "]}",
                                 "graph.json"),
                    built_in_nodes());
}

RunReport report_of(const std::vector<std::pair<std::string, std::uint64_t>>& calls) {
    RunReport report;
    for (const auto& [name, count] : calls)
        report.nodes.push_back({.name = name, .type = {}, .concurrency = {}, .count = count});
    return report;
}

// By the names of both nodes.
double flow_over(const ValidatedConfig& config,
                 const RunReport& report,
                 const std::string& from,
                 const std::string& to) {
    const auto flow = edge_flow(config, report);
    for (std::size_t i = 0; i < config.edges().size(); ++i)
        if (config.nodes()[config.edges()[i].from].name == from &&
            config.nodes()[config.edges()[i].to].name == to)
            return flow.at(i);
    FAIL("no edge from " << from << " to " << to);
    return -1;
}

} // namespace

TEST_CASE("over an edge went the calls of the node that it leads to", "[tools][edge_flow]") {
    const ValidatedConfig config = config_of(R"("frames -> gate -> render -> encode -> write")");
    const RunReport report = report_of({{"render", 9}, {"encode", 8}, {"write", 7}});
    CHECK(flow_over(config, report, "frames", "gate") == 9);
    CHECK(flow_over(config, report, "gate", "render") == 9);
    CHECK(flow_over(config, report, "render", "encode") == 8);
    CHECK(flow_over(config, report, "encode", "write") == 7);
}

TEST_CASE("calls are divided among the edges that lead to the same port", "[tools][edge_flow]") {
    const ValidatedConfig config =
        config_of(R"("frames -> gate -> render -> [small, large] -> encode -> write")",
                  R"("small": {"type": "resize", "params": {"width": 8}},
           "large": {"type": "resize", "params": {"width": 9}},)");
    const RunReport report =
        report_of({{"render", 9}, {"small", 9}, {"large", 3}, {"encode", 12}, {"write", 12}});
    CHECK(flow_over(config, report, "small", "encode") == Approx(9));
    CHECK(flow_over(config, report, "large", "encode") == Approx(3));
    const RunReport idle = report_of({{"encode", 12}});
    CHECK(flow_over(config, idle, "small", "encode") == Approx(6));
}

TEST_CASE("what failed leaves by the dead-letter edge", "[tools][edge_flow]") {
    const ValidatedConfig config =
        config_of(R"("frames -> gate -> render -> encode -> write", "render.dead_letter -> lost")",
                  R"("lost": {"type": "record", "params": {"path": "out/lost.jsonl"}},)",
                  "dead_letter");
    RunReport report = report_of({{"render", 9}, {"encode", 7}, {"write", 7}, {"lost", 3}});
    report.nodes[0].failed = 2;
    CHECK(flow_over(config, report, "render", "lost") == 2);
    CHECK(flow_over(config, report, "render", "encode") == 7);
}

TEST_CASE("of nodes that a report does not name nothing is known", "[tools][edge_flow]") {
    const ValidatedConfig config = config_of(R"("frames -> gate -> render -> encode -> write")");
    CHECK(flow_over(config, {}, "encode", "write") == 0);
}

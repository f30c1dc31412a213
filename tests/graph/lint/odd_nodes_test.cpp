// SPDX-License-Identifier: Apache-2.0
#include "graph/lint/odd_nodes.hpp"

#include "graph/run_config.hpp"
#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::test;

namespace {

RunReport run_odd(const std::string& nodes, const std::string& edges) {
    NodeRegistry registry = engine_nodes();
    add_odd_nodes(registry);
    PipelineOptions options;
    options.threads = 2;
    const std::string text = config_text(R"("n": {"type": "numbers", "params": {"count": 20}},
                       "g": {"type": "limiter"}, "b": {"type": "blank"},
                       "e": {"type": "collect", "params": {"order": "source"}}, )" +
                                             nodes,
                                         R"("n -> g -> b", )" + edges);
    return Pipeline{validate(parse_config(text, "odd.json"), registry), options}.run();
}

} // namespace

TEST_CASE("a node that makes more pieces than it declared fails its item", "[lint][graph]") {
    // Items 3, 4, 8, 9, ... make 3 or 4 pieces.
    const RunReport report = run_odd(
        R"("s": {"type": "burst", "params": {"most": 2, "shares": true}})", R"("b -> s -> e")");
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 8);
    CHECK(report.items.written == 8); // items 0, 5, ... make none
    CHECK(report.items.dropped == 4);
    CHECK(report.outputs == 12);
    REQUIRE(report.failures.size() == 8);
    CHECK(report.failures[0].sequence == 3);
    CHECK(report.failures[0].error_class == ErrorClass::limit);
    CHECK(report.failures[0].message == "the result has 3 pieces, and the node declared at most 2");
}

TEST_CASE("a node that leaves by an output that it does not have fails its item", "[lint][graph]") {
    const RunReport report =
        run_odd(R"("s": {"type": "stray", "params": {"by": 3}})", R"("b -> s -> e")");
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 20);
    REQUIRE(report.failures.size() == 20);
    CHECK(report.failures[0].error_class == ErrorClass::node);
    CHECK(report.failures[0].message ==
          "the node left by its output number 4, and has 1; this is a fault of the node, not of "
          "the picture");
}

TEST_CASE("the port of dead letters is no output", "[lint][graph]") {
    const RunReport report =
        run_odd(R"("s": {"type": "stray", "params": {"by": 1}, "on_error": "dead_letter"})",
                R"("b -> s -> e", "s.dead_letter -> e")");
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 20);
    CHECK(report.failures.size() == 20);
}

// SPDX-License-Identifier: Apache-2.0
#include "penstock/version.hpp"

#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace penstock;
using namespace penstock::test;

namespace {

const std::string chain_nodes = R"(
    "n": {"type": "numbers", "params": {"count": 200}},
    "gate": {"type": "limiter", "params": {"max_images": 4, "max_bytes": "1MiB"}},
    "blank": {"type": "blank"}, "copy": {"type": "copy"}, "inc": {"type": "increment"},
    "pack": {"type": "pack"}, "end": {"type": "collect"})";
const std::string chain_edges = R"("n -> gate -> blank -> copy -> inc -> pack -> end")";

} // namespace

TEST_CASE("a chain delivers every item once, with its own content", "[graph]") {
    const auto threads = GENERATE(1U, 2U, 8U);
    Seen seen;
    const RunReport report = run_config(config_text(chain_nodes, chain_edges), threads, &seen);
    CHECK(report.is_balanced());
    CHECK(report.items.discovered == 200);
    CHECK(report.items.written == 200);
    CHECK(report.outputs == 200);
    CHECK(report.end == RunEnd::finished);
    REQUIRE(seen.entries.size() == 200);
    std::ranges::sort(seen.entries, {}, &Seen::Entry::sequence);
    for (std::uint64_t i = 0; i < 200; ++i) {
        CHECK(seen.entries[i].sequence == i);
        CHECK(seen.entries[i].first_byte == static_cast<int>(i % 251 + 1));
    }
}

TEST_CASE("the report counts calls of every node behind the limiter", "[graph]") {
    const RunReport report = run_config(config_text(chain_nodes, chain_edges));
    REQUIRE(report.nodes.size() == 5);
    for (const NodeReport& node : report.nodes) {
        CHECK(node.count == 200);
        CHECK(node.failed == 0);
        CHECK(node.peak_concurrency >= 1);
        CHECK(node.p50_ms <= node.p99_ms);
    }
    CHECK(report.nodes.front().name == "blank");
    CHECK(report.nodes.back().peak_concurrency == 1);
}

TEST_CASE("the report says which penstock ran which config", "[graph]") {
    const RunReport report = run_config(config_text(chain_nodes, chain_edges));
    CHECK(report.version == version());
    CHECK(report.fingerprint.size() == 16);
}

TEST_CASE("a source that blocks delivers as another does", "[graph][io]") {
    const auto threads = GENERATE(1U, 2U);
    std::string nodes = chain_nodes;
    nodes.replace(nodes.find("numbers"), 7, "slow_numbers");
    const RunReport report = run_config(config_text(nodes, chain_edges), threads);
    CHECK(report.is_balanced());
    CHECK(report.items.written == 200);
}

TEST_CASE("sources behind one limiter are read one after another in config order", "[graph]") {
    Seen seen;
    const RunReport report =
        run_config(config_text(R"("b": {"type": "slow_numbers", "params": {"count": 30}},
                       "a": {"type": "numbers", "params": {"count": 20}},
                       "gate": {"type": "limiter", "params": {"max_images": 4}},
                       "blank": {"type": "blank"},
                       "end": {"type": "collect", "params": {"order": "source"}})",
                               R"("[a, b] -> gate -> blank -> end")"),
                   2,
                   &seen);
    CHECK(report.is_balanced());
    REQUIRE(seen.entries.size() == 50);
    for (std::uint64_t i = 0; i < 50; ++i) {
        CHECK(seen.entries[i].sequence == i);
        CHECK(seen.entries[i].first_byte == static_cast<int>(i < 30 ? i : i - 30));
    }
}

TEST_CASE("a source without items ends at once", "[graph]") {
    const auto type = GENERATE(as<std::string>{}, "numbers", "slow_numbers");
    const RunReport report =
        run_config(config_text(R"("n": {"type": ")" + type + R"(", "params": {"count": 0}},
                       "gate": {"type": "limiter"}, "blank": {"type": "blank"},
                       "end": {"type": "collect"})",
                               R"("n -> gate -> blank -> end")"));
    CHECK(report.is_balanced());
    CHECK(report.items.discovered == 0);
}

TEST_CASE("two limiters bound two graphs in one config", "[graph]") {
    const RunReport report = run_config(config_text(
        R"("n": {"type": "numbers", "params": {"count": 50}},
           "g": {"type": "limiter", "params": {"max_images": 2}},
           "b": {"type": "blank"}, "e": {"type": "collect"},
           "n2": {"type": "slow_numbers", "params": {"count": 60}},
           "g2": {"type": "limiter", "params": {"max_images": 3}},
           "b2": {"type": "blank"}, "e2": {"type": "collect_blocking"})",
        R"("n -> g -> b -> e", "n2 -> g2 -> b2 -> e2")"));
    CHECK(report.is_balanced());
    CHECK(report.items.written == 110);
    REQUIRE(report.limiters.size() == 2);
    CHECK(report.limiters[0].peak_images <= 2);
    CHECK(report.limiters[1].peak_images <= 3);
}

TEST_CASE("a pipeline runs once", "[graph]") {
    Pipeline pipeline{validated(config_text(chain_nodes, chain_edges))};
    CHECK(pipeline.run().is_balanced());
    CHECK_THROWS_AS(pipeline.run(), std::logic_error);
}

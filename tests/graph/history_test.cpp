// SPDX-License-Identifier: Apache-2.0
#include "penstock/run_history.hpp"

#include "graph/random_graph.hpp"
#include "graph/run_config.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

using namespace penstock;
using namespace penstock::test;

namespace {

RunReport run_kept(const std::string& text, PipelineOptions options = {}) {
    const tbb::global_control more{tbb::global_control::max_allowed_parallelism, 4};
    options.keeps_history = true;
    options.threads = 2;
    Pipeline pipeline{validated(text), options};
    return pipeline.run();
}

// 30 items, of which every third fails in `fault` and goes to `lost`; the others go two ways.
const std::string branching =
    config_text(R"("n": {"type": "numbers", "params": {"count": 30}},
                   "gate": {"type": "limiter", "params": {"max_images": 8}},
                   "blank": {"type": "blank", "params": {"side": 4}},
                   "fault": {"type": "fault", "params": {"every": 3}, "on_error": "dead_letter"},
                   "a": {"type": "collect"}, "b": {"type": "collect"}, "lost": {"type": "collect"})",
                R"("n -> gate -> blank -> fault -> [a, b]", "fault.dead_letter -> lost")");

} // namespace

TEST_CASE("a run that is not asked keeps no history", "[graph][history]") {
    CHECK(run_config(branching).history == nullptr);
}

TEST_CASE("a history has the beginning and the end of the run", "[graph][history]") {
    const RunReport report = run_kept(branching);
    REQUIRE(report.history);
    const std::vector<RunSample>& samples = report.history->samples;
    REQUIRE(samples.size() >= 2);
    CHECK(std::ranges::is_sorted(samples, {}, &RunSample::seconds));
    CHECK(samples.front().seconds >= 0);
    const RunSample& last = samples.back();
    CHECK(last.seconds >= report.wall_seconds);
    CHECK(last.items.discovered == 30);
    CHECK(last.items.ended() == 30);
    CHECK(last.items.failed == 10);
    for (const RunSample& sample : samples) {
        CHECK(sample.rss_bytes > 0);
        REQUIRE(sample.limiters.size() == 1);
        CHECK(sample.limiters[0].images <= report.peak_images);
        CHECK(sample.limiters[0].bytes <= report.peak_bytes);
        CHECK(sample.limiters[0].claimed_images <= 8);
        CHECK(sample.in_flight <= 30);
    }
    CHECK(report.history->period_seconds > 0);
    CHECK(report.history->began_at > 1'700'000'000);
}

TEST_CASE("a history says what went over each edge", "[graph][history]") {
    const RunReport report = run_kept(branching);
    const ValidatedConfig config = validated(branching);
    REQUIRE(report.history->edges.size() == config.edges().size());
    std::map<std::string, EdgeTraffic> edges;
    for (std::size_t i = 0; i < config.edges().size(); ++i)
        edges[config.nodes()[config.edges()[i].from].name + " -> " +
              config.nodes()[config.edges()[i].to].name] = report.history->edges[i];
    CHECK(edges["n -> gate"].items == 30);
    CHECK(edges["gate -> blank"].items == 30);
    CHECK(edges["gate -> blank"].bytes == 0);
    CHECK(edges["blank -> fault"].items == 30);
    CHECK(edges["fault -> a"].items == 20);
    CHECK(edges["fault -> b"].items == 20);
    CHECK(edges["fault -> lost"].items == 10);
    const std::uint64_t image = edges["blank -> fault"].bytes / 30;
    CHECK(image > 0);
    CHECK(edges["blank -> fault"].bytes == 30 * image);
    CHECK(edges["fault -> a"].bytes == 20 * image);
}

TEST_CASE("a history has each call, as the report counts them", "[graph][history]") {
    const TempDir folder;
    PipelineOptions options;
    SECTION("by itself") {}
    SECTION("beside a trace") {
        options.trace_file = (folder.path() / "t.json").string();
    }
    const RunReport report = run_kept(branching, options);
    const RunHistory& history = *report.history;
    CHECK(report.trace_error.empty());
    CHECK(report.notes.empty());
    CHECK(std::filesystem::exists(folder.path() / "t.json") == !options.trace_file.empty());
    CHECK(history.slices_left_out == 0);
    const ValidatedConfig config = validated(branching);
    std::map<std::string, std::uint64_t> calls;
    std::map<std::string, std::uint64_t> failed;
    for (const RunSlice& slice : history.slices) {
        CHECK(slice.thread < history.threads.size());
        CHECK(slice.begin_seconds >= 0);
        CHECK(slice.begin_seconds + slice.seconds <= history.samples.back().seconds);
        const std::string& node = config.nodes().at(slice.node).name;
        if (slice.kind == SliceKind::call || slice.kind == SliceKind::refusal)
            ++calls[node];
        if (slice.end == SliceEnd::failed)
            ++failed[node];
    }
    for (const NodeReport& node : report.nodes) {
        CAPTURE(node.name);
        CHECK(calls[node.name] == node.count);
        CHECK(failed[node.name] == node.failed);
    }
}

TEST_CASE("what went over the edges of random graphs is what came out and what arrived",
          "[graph][history][random]") {
    int graphs = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed)
        try {
            const std::string text =
                RandomGraph{seed, 30, 24}.text(1'000'000, std::uint64_t{1} << 50);
            const RunReport report = run_kept(text);
            INFO(text << "\nseed " << seed);
            const ValidatedConfig config = validated(text);
            std::map<std::string, std::uint64_t> arrived;
            std::uint64_t from_sources = 0;
            for (std::size_t i = 0; i < config.edges().size(); ++i) {
                const ValidatedEdge& edge = config.edges()[i];
                const std::uint64_t items = report.history->edges.at(i).items;
                arrived[config.nodes()[edge.to].name] += items;
                if (config.nodes()[edge.from].type->descriptor.kind == NodeKind::source)
                    from_sources += items;
            }
            CHECK(from_sources == report.items.discovered);
            for (const NodeReport& node : report.nodes)
                if (node.sends_to.empty())
                    CHECK(arrived[node.name] == node.count);
            ++graphs;
        } catch (const ConfigError& error) {
            for (const ConfigIssue& issue : error.issues())
                CHECK(issue.rule == "F22"); // too many ways
        }
    CHECK(graphs > 20);
}

TEST_CASE("latencies of a node add up to its calls", "[graph][history]") {
    for (const NodeReport& node : run_config(branching).nodes) {
        std::uint64_t calls = 0;
        for (const LatencyBucket& bucket : node.latencies) {
            CHECK(bucket.from_ms < bucket.to_ms);
            calls += bucket.count;
        }
        CHECK(calls == node.count);
    }
}

TEST_CASE("a run that was stopped has its history", "[graph][history]") {
    PipelineOptions options;
    options.keeps_history = true;
    Pipeline pipeline{validated(branching), options};
    pipeline.request_stop();
    const RunReport report = pipeline.run();
    CHECK(report.end == RunEnd::interrupted);
    REQUIRE(report.history);
    CHECK(report.history->samples.size() >= 2);
}

// SPDX-License-Identifier: Apache-2.0
#include "penstock/bottleneck.hpp"
#include "penstock/run_report.hpp"

#include "profiling/made_up_run.hpp"
#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::test;

namespace {

// Three times as much of all that is added up, in three times the time.
RunReport tripled(const RunReport& report) {
    RunReport later = report;
    later.wall_seconds *= 3;
    later.cpu_seconds *= 3;
    later.outputs *= 3;
    for (std::uint64_t* count : {&later.items.discovered,
                                 &later.items.written,
                                 &later.items.failed,
                                 &later.items.skipped,
                                 &later.items.dropped,
                                 &later.items.not_started})
        *count *= 3;
    for (NodeReport& node : later.nodes) {
        node.count *= 3;
        node.failed *= 3;
        node.busy_seconds *= 3;
        node.cpu_seconds *= 3;
        node.waiting_seconds *= 3;
        node.reads *= 3;
        node.read_seconds *= 3;
    }
    for (LimiterReport& limiter : later.limiters) {
        limiter.waiting_seconds *= 3;
        limiter.shut_seconds *= 3;
        limiter.source_seconds *= 3;
        limiter.computing_source_seconds *= 3;
    }
    return later;
}

RunReport sample() {
    RunReport report = report_of_different_numbers();
    report.items = {
        .discovered = 21, .written = 6, .failed = 5, .skipped = 4, .dropped = 3, .not_started = 2};
    report.outputs = 7;
    return report;
}

} // namespace

TEST_CASE("between two reports happened what the later one has more", "[profiling][between]") {
    RunReport later = tripled(sample());
    later.nodes.front().p99_ms = 99;
    later.nodes.front().peak_concurrency = 9;
    RunReport expected = sample();
    // Twice as much as in the first third, and the peaks of all of it.
    const RunReport between = report_between(sample(), later);
    CHECK(between.items.discovered == 2 * expected.items.discovered);
    CHECK(between.items.written == 2 * expected.items.written);
    CHECK(between.items.failed == 2 * expected.items.failed);
    CHECK(between.items.skipped == 2 * expected.items.skipped);
    CHECK(between.items.dropped == 2 * expected.items.dropped);
    CHECK(between.items.not_started == 2 * expected.items.not_started);
    CHECK(between.outputs == 2 * expected.outputs);
    CHECK(between.wall_seconds == Approx(2 * expected.wall_seconds));
    CHECK(between.cpu_seconds == Approx(2 * expected.cpu_seconds));
    const NodeReport& node = between.nodes.at(0);
    const NodeReport& first = expected.nodes.at(0);
    CHECK(node.count == 2 * first.count);
    CHECK(node.failed == 2 * first.failed);
    CHECK(node.busy_seconds == Approx(2 * first.busy_seconds));
    CHECK(node.cpu_seconds == Approx(2 * first.cpu_seconds));
    CHECK(node.waiting_seconds == Approx(2 * first.waiting_seconds));
    CHECK(node.reads == 2 * first.reads);
    CHECK(node.read_seconds == Approx(2 * first.read_seconds));
    CHECK(node.p99_ms == 99);
    CHECK(node.peak_concurrency == 9);
    const LimiterReport& limiter = between.limiters.at(0);
    const LimiterReport& gate = expected.limiters.at(0);
    CHECK(limiter.waiting_seconds == Approx(2 * gate.waiting_seconds));
    CHECK(limiter.shut_seconds == Approx(2 * gate.shut_seconds));
    CHECK(limiter.source_seconds == Approx(2 * gate.source_seconds));
    CHECK(limiter.computing_source_seconds == Approx(2 * gate.computing_source_seconds));
    CHECK(limiter.image_room_used == Approx(gate.image_room_used));
    CHECK(limiter.byte_room_used == Approx(gate.byte_room_used));
    CHECK(limiter.max_images == gate.max_images);
    CHECK(limiter.peak_images == gate.peak_images);
}

TEST_CASE("the room that was used is that of the time between", "[profiling][between]") {
    RunReport earlier = sample();
    earlier.wall_seconds = 10;
    earlier.limiters.front().image_room_used = 1;
    earlier.limiters.front().byte_room_used = 0;
    RunReport later = earlier;
    later.wall_seconds = 20;
    later.limiters.front().image_room_used = 0.75;
    later.limiters.front().byte_room_used = 0.25;
    const LimiterReport limiter = report_between(earlier, later).limiters.at(0);
    CHECK(limiter.image_room_used == Approx(0.5));
    CHECK(limiter.byte_room_used == Approx(0.5));
}

TEST_CASE("since the begin of the run all of it happened", "[profiling][between]") {
    CHECK(to_json(report_between(RunReport{}, sample())) == to_json(sample()));
}

TEST_CASE("nothing happens between a report and itself, and nothing is undone",
          "[profiling][between]") {
    const RunReport none = report_between(sample(), sample());
    CHECK(none.items.discovered == 0);
    CHECK(none.wall_seconds == 0);
    CHECK(none.nodes.at(0).busy_seconds == 0);
    CHECK(none.limiters.at(0).image_room_used == 0);
    const RunReport backwards = report_between(tripled(sample()), sample());
    CHECK(backwards.items.written == 0);
    CHECK(backwards.nodes.at(0).count == 0);
    CHECK(backwards.nodes.at(0).cpu_seconds == 0);
    CHECK(backwards.wall_seconds == 0);
    CHECK(backwards.limiters.at(0).byte_room_used == 0);
}

TEST_CASE("what limits a run now can be another thing than over all of it",
          "[profiling][between]") {
    MadeUpRun run{1000, 10};
    run.node("encode", "serial", 0.01);
    run.node("write", "serial", 0.001);
    const RunReport earlier = run.report;
    run.report.items.written += 100;
    run.report.items.discovered += 100;
    run.report.wall_seconds += 5;
    run.report.nodes[1].count += 100;
    run.report.nodes[1].busy_seconds += 5;
    CHECK(find_bottleneck(run.report).node == "encode");
    CHECK(find_bottleneck(report_between(earlier, run.report)).node == "write");
}

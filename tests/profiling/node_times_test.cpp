// SPDX-License-Identifier: Apache-2.0
#include "penstock/node_times.hpp"

#include "profiling/made_up_run.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <string>

using namespace penstock;
using namespace penstock::test;

namespace {

// 100 items in 10 seconds, render -> encode -> write; each node as little at work as can be.
struct Line : MadeUpRun {
    Line() : MadeUpRun{100, 10} {
        report.threads = 4;
        report.io_threads = 4;
        report.processors = 4;
        limiter().sends_to = {"render"};
        node("render", "unlimited", 0).sends_to = {"encode"};
        node("encode", "unlimited", 0).sends_to = {"write"};
        node("write", "serial", 0).on_io_threads = true;
    }
    NodeReport& render() { return report.nodes[0]; }
    NodeReport& encode() { return report.nodes[1]; }
    NodeReport& write() { return report.nodes[2]; }
};

NodeTimes times_of(const RunReport& report, const std::string& node) {
    const auto found = std::ranges::find(report.nodes, node, &NodeReport::name);
    return node_times(report).at(static_cast<std::size_t>(found - report.nodes.begin()));
}

double sum(const NodeTimes& times) {
    return times.cpu + times.io + times.thread + times.room + times.downstream + times.starved;
}

} // namespace

TEST_CASE("time in calls is computing or waiting", "[profiling][times]") {
    Line line;
    line.encode().busy_seconds = 20;
    line.encode().cpu_seconds = 12;
    const NodeTimes times = times_of(line.report, "encode");
    CHECK(times.cpu == Approx(0.3));
    CHECK(times.io == Approx(0.2));
    CHECK(times.starved == Approx(0.5));
}

TEST_CASE("a node without items is starved where the gate is open", "[profiling][times]") {
    Line line;
    line.limiter().source_seconds = 10;
    for (const NodeTimes& times : node_times(line.report))
        CHECK(times.starved == Approx(1));
}

TEST_CASE("what the threads were with others for was no lack of items", "[profiling][times]") {
    Line line;
    line.limiter().shut_seconds = 10;
    line.render().busy_seconds = line.render().cpu_seconds = 10;
    line.encode().busy_seconds = line.encode().cpu_seconds = 30;
    line.encode().waiting_seconds = 100;
    const NodeTimes times = times_of(line.report, "render");
    CHECK(times.cpu == Approx(0.25));
    CHECK(times.thread == Approx(0.75));
    CHECK(times.downstream == Approx(0));
    // The threads that wait for files are others.
    CHECK(times_of(line.report, "write").thread == Approx(0));
    // There is one for a node that wants but one, as long as the others leave one.
    line.render().concurrency = "serial";
    line.encode().busy_seconds = line.encode().cpu_seconds = 25;
    CHECK(times_of(line.report, "render").thread == Approx(0));
}

TEST_CASE("the source uses a thread as others do, where it computes", "[profiling][times]") {
    Line line;
    line.report.threads = 1;
    line.limiter().source_seconds = line.limiter().computing_source_seconds = 4;
    CHECK(times_of(line.report, "render").thread == Approx(0.4));
}

TEST_CASE("a call that shares its processor with others lacks it", "[profiling][times]") {
    Line line;
    line.report.processors = 1;
    line.encode().busy_seconds = 40;
    line.encode().cpu_seconds = 10;
    const NodeTimes times = times_of(line.report, "encode");
    CHECK(times.cpu == Approx(0.25));
    CHECK(times.io == Approx(0));
    CHECK(times.thread == Approx(0.75));
}

TEST_CASE("before a slow writer nodes are held up downstream, and nothing starves it",
          "[profiling][times]") {
    Line line;
    line.limiter().shut_seconds = 9;
    line.encode().busy_seconds = line.encode().cpu_seconds = 4;
    line.write().busy_seconds = 10;
    line.write().waiting_seconds = 86;
    const NodeTimes encode = times_of(line.report, "encode");
    CHECK(encode.downstream == Approx(0.9 * 0.9));
    CHECK(encode.starved == Approx(0.9 * 0.1));
    CHECK(encode.room == 0);
    CHECK(times_of(line.report, "render").downstream > 0.7);
    CHECK(times_of(line.report, "write").io == Approx(1));
}

TEST_CASE("behind a slow node others are starved", "[profiling][times]") {
    Line line;
    line.limiter().shut_seconds = 10;
    line.render().concurrency = "serial";
    line.render().busy_seconds = 10;
    line.render().waiting_seconds = 90;
    CHECK(times_of(line.report, "encode").downstream == 0);
    CHECK(times_of(line.report, "encode").starved > 0.7);
    CHECK(times_of(line.report, "write").starved == Approx(1));
}

TEST_CASE("where all that has room moves, room is what lacks", "[profiling][times]") {
    Line line;
    line.limiter().shut_seconds = 10;
    line.render().busy_seconds = 10;
    line.encode().busy_seconds = 9;
    line.write().waiting_seconds = 1;
    // 20 seconds in the graph, 1 of them before write: 18 of 20 are for want of room.
    CHECK(times_of(line.report, "write").room == Approx(0.9));
    CHECK(times_of(line.report, "write").starved == Approx(0.1));
}

TEST_CASE("a loader waits for its files to be read", "[profiling][times]") {
    Line line;
    line.limiter().shut_seconds = 10;
    line.render().read_seconds = 30;
    line.encode().busy_seconds = 10;
    const NodeTimes times = times_of(line.report, "render");
    CHECK(times.thread == Approx(0.25)); // of four; encode has one
    CHECK(times.io == Approx(0.75 * 0.75));
    CHECK(times.room == Approx(0.75 * 0.25));
    CHECK(times_of(line.report, "write").io == 0);
    CHECK(times_of(line.report, "write").room == Approx(1 - times_of(line.report, "write").thread));
}

TEST_CASE("what stands on another branch is not downstream", "[profiling][times]") {
    Line line;
    line.limiter().shut_seconds = 10;
    line.render().sends_to = {"encode", "other"};
    line.node("other", "serial", 0.1).waiting_seconds = 90;
    CHECK(times_of(line.report, "render").downstream > 0.6);
    CHECK(times_of(line.report, "encode").downstream == 0);
}

TEST_CASE("the times of a node add up to all of its time", "[profiling][times]") {
    Line line;
    line.limiter().shut_seconds = GENERATE(0.0, 3.0, 11.0);
    line.report.processors = GENERATE(1U, 4U);
    line.render().read_seconds = GENERATE(0.0, 7.0);
    line.encode().busy_seconds = GENERATE(1.0, 20.0, 50.0);
    line.encode().cpu_seconds = GENERATE(0.0, 0.9, 60.0);
    line.write().waiting_seconds = GENERATE(0.0, 5.0, 500.0);
    line.write().busy_seconds = 8;
    for (const NodeTimes& times : node_times(line.report)) {
        CHECK(sum(times) == Approx(1));
        for (const double share :
             {times.cpu, times.io, times.thread, times.room, times.downstream, times.starved})
            CHECK(share >= -1e-12);
    }
}

TEST_CASE("of a run that took no time nothing is said of it", "[profiling][times]") {
    RunReport report = Line{}.report;
    report.wall_seconds = 0;
    for (const NodeTimes& times : node_times(report))
        CHECK(sum(times) == 0);
    CHECK(node_times({}).empty());
}

TEST_CASE("names of nodes that there are not, and rings of them, do no harm",
          "[profiling][times]") {
    Line line;
    line.limiter().sends_to.emplace_back("nowhere");
    line.write().sends_to = {"render", "write"};
    line.limiter().shut_seconds = 5;
    line.encode().waiting_seconds = 5;
    for (const NodeTimes& times : node_times(line.report))
        CHECK(sum(times) == Approx(1));
}

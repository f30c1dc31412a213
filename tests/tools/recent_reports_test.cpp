// SPDX-License-Identifier: Apache-2.0
#include "tools/recent_reports.hpp"

#include "profiling/made_up_run.hpp"
#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::test;
using namespace penstock::tools;

namespace {

// A run in which one node after the other has all the work: a second an item.
struct Phases {
    Phases() {
        run.node("encode", "serial", 0);
        run.node("write", "serial", 0);
    }
    RunReport after(std::size_t node, double seconds) {
        run.report.wall_seconds += seconds;
        run.report.nodes[node].busy_seconds += seconds;
        run.report.nodes[node].count += static_cast<std::uint64_t>(seconds);
        run.report.items.written += static_cast<std::uint64_t>(seconds);
        run.report.items.discovered += static_cast<std::uint64_t>(seconds);
        return run.report;
    }

    MadeUpRun run{0, 0};
};

} // namespace

TEST_CASE("what limits is that of the last ten seconds", "[tools][recent]") {
    Phases phases;
    RecentReports reports;
    for (int second = 0; second < 60; ++second)
        reports.add(phases.after(0, 1));
    CHECK(limit_name(reports.limit()) == "encode");
    CHECK(reports.recent().wall_seconds == Approx(10));
    CHECK(reports.recent().items.written == 10);
    for (int second = 0; second < 6; ++second)
        reports.add(phases.after(1, 1));
    CHECK(limit_name(reports.limit()) == "write");
    CHECK(find_bottleneck(phases.run.report).node == "encode");
}

TEST_CASE("reports may come ten times a second", "[tools][recent]") {
    Phases phases;
    RecentReports reports;
    for (int i = 0; i < 300; ++i)
        reports.add(phases.after(0, 0.1));
    CHECK(reports.recent().wall_seconds >= 9.999);
    CHECK(reports.recent().wall_seconds <= 11.001);
    for (int i = 0; i < 110; ++i)
        reports.add(phases.after(1, 0.1));
    CHECK(reports.recent().nodes[0].busy_seconds == Approx(0).margin(0.2));
}

TEST_CASE("reports that are further apart are compared with the one before", "[tools][recent]") {
    Phases phases;
    RecentReports reports;
    reports.add(phases.after(0, 100));
    reports.add(phases.after(1, 30));
    CHECK(reports.recent().wall_seconds == Approx(30));
    CHECK(limit_name(reports.limit()) == "write");
}

TEST_CASE("where lately too little happened, all of the run says what limits", "[tools][recent]") {
    Phases phases;
    RecentReports reports;
    CHECK(limit_name(reports.limit()).empty());
    reports.add(phases.after(0, 100));
    phases.run.report.wall_seconds += 10;
    reports.add(phases.run.report);
    CHECK(reports.recent().items.written == 0);
    CHECK(limit_name(reports.limit()) == "encode");
}

TEST_CASE("what limits has a short name", "[tools][recent]") {
    const auto name = [](Resource resource, const char* of, const char* node) {
        Bottleneck bottleneck;
        bottleneck.use = {resource, of, 0.9};
        bottleneck.node = node;
        return limit_name(bottleneck);
    };
    CHECK(name(Resource::processors, "", "encode") == "encode");
    CHECK(name(Resource::node, "write", "write") == "write");
    CHECK(name(Resource::limiter, "gate", "") == "gate");
    CHECK(name(Resource::source, "gate", "") == "the source before gate");
    CHECK(limit_name({}).empty());
}

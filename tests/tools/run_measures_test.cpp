// SPDX-License-Identifier: Apache-2.0
#include "tools/run_measures.hpp"

#include "profiling/made_up_run.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <string>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::tools;

namespace {

const RunMeasure*
found(const std::vector<RunMeasure>& measures, const std::string& of, const std::string& name) {
    const auto at = std::ranges::find_if(measures, [&](const RunMeasure& measure) {
        return measure.kind.of == of && measure.kind.name == name;
    });
    return at == measures.end() ? nullptr : &*at;
}

double value(const RunReport& report, const std::string& of, const std::string& name) {
    const std::vector<RunMeasure> measures = measures_of(report);
    const RunMeasure* measure = found(measures, of, name);
    REQUIRE(measure != nullptr);
    return measure->value;
}

RunReport sample() {
    RunReport report = report_of_different_numbers();
    report.items = {.discovered = 10, .written = 6, .failed = 2, .not_started = 2};
    report.outputs = 7;
    report.peak_rss_bytes = 5000;
    report.peak_bytes = 4000;
    return report;
}

} // namespace

TEST_CASE("a run is measured by what an item takes", "[tools][compare]") {
    CHECK(value(sample(), "", "items") == 8);
    CHECK(value(sample(), "", "failed") == 2);
    CHECK(value(sample(), "", "outputs") == 7);
    CHECK(value(sample(), "", "items/s") == Approx(8 / 1.5));
    CHECK(value(sample(), "", "wall time") == 1.5);
    CHECK(value(sample(), "", "CPU time of an item") == Approx(2250.0 / 8));
    CHECK(value(sample(), "", "processors busy") == Approx(1.5));
    CHECK(value(sample(), "", "peak of the process") == 5000);
}

TEST_CASE("a node is measured by what a call takes", "[tools][compare]") {
    CHECK(value(sample(), "encode", "calls") == 12);
    CHECK(value(sample(), "encode", "failed") == 3);
    CHECK(value(sample(), "encode", "mean of a call") == Approx(500.0 / 12));
    CHECK(value(sample(), "encode", "CPU time of a call") == Approx(250.0 / 12));
    CHECK(value(sample(), "encode", "wait before a call") == Approx(3500.0 / 12));
    CHECK(value(sample(), "encode", "p50") == 10.5);
    CHECK(value(sample(), "encode", "p99") == 20.5);
    CHECK(value(sample(), "encode", "mean of a read") == Approx(750.0 / 11));
    CHECK(value(sample(), "encode", "busy") == Approx(0.5 / 4 / 1.5));
    CHECK(value(sample(), "gate", "peak of images") == 15);
    CHECK(value(sample(), "gate", "memory in use") == 0.5);
}

TEST_CASE("what has no number is not measured", "[tools][compare]") {
    RunReport report = sample();
    report.items = {};
    report.wall_seconds = 0;
    report.nodes[0].count = 0;
    report.nodes[0].reads = 0;
    const std::vector<RunMeasure> measures = measures_of(report);
    for (const char* name : {"items/s", "CPU time of an item", "processors busy"})
        CHECK(found(measures, "", name) == nullptr);
    for (const char* name : {"mean of a call", "p50", "mean of a read", "busy"})
        CHECK(found(measures, "encode", name) == nullptr);
    CHECK(found(measures, "encode", "calls") != nullptr);
}

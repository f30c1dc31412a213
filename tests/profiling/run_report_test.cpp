// SPDX-License-Identifier: Apache-2.0
#include "penstock/run_report.hpp"

#include "support/catch.hpp"

using namespace penstock;

namespace {

RunReport balanced() {
    RunReport report;
    report.items = {
        .discovered = 15, .written = 1, .failed = 2, .skipped = 3, .dropped = 4, .not_started = 5};
    return report;
}

} // namespace

TEST_CASE("a run is balanced where each item ended once and no claim is left",
          "[profiling][run_report]") {
    CHECK(RunReport{}.is_balanced());
    CHECK(balanced().is_balanced());
    CHECK(balanced().items.ended() == 15);
}

TEST_CASE("a run is not balanced with an item that did not end, or ended twice",
          "[profiling][run_report]") {
    RunReport report = balanced();
    ++report.items.discovered;
    CHECK_FALSE(report.is_balanced());
    report.items.discovered -= 2;
    CHECK_FALSE(report.is_balanced());
}

TEST_CASE("a run is not balanced with a claim left", "[profiling][run_report]") {
    RunReport report = balanced();
    report.claims_outstanding = 1;
    CHECK_FALSE(report.is_balanced());
}

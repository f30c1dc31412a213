// SPDX-License-Identifier: Apache-2.0
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <string>

using namespace penstock;
using namespace penstock::test;

namespace {

// Of each `every` items the last one fails.
RunReport run_with_budget(const std::string& budget,
                          int count,
                          int every,
                          std::uint32_t threads = 2,
                          const std::string& on_error = "") {
    return run_config(
        config_text(R"("n": {"type": "numbers", "params": {"count": )" + std::to_string(count) +
                        R"(}}, "g": {"type": "limiter", "params": {"max_images": 4}},
                       "b": {"type": "blank"},
                       "f": {"type": "fault", "params": {"every": )" +
                        std::to_string(every) + "}" + on_error + R"(}, "e": {"type": "collect"})",
                    R"("n -> g -> b -> f -> e")",
                    R"({}, "errors": {"budget": )" + budget + "}"),
        threads);
}

std::uint64_t started(const RunReport& report) {
    return report.items.discovered - report.items.not_started;
}

} // namespace

TEST_CASE("more failures than the budget's number end the run", "[graph][budget]") {
    const auto threads = GENERATE(1U, 2U, 4U);
    const RunReport report = run_with_budget(R"({"max": 5})", 100000, 3, threads);
    CHECK(report.is_balanced());
    CHECK(report.end == RunEnd::over_budget);
    CHECK(report.items.failed >= 6);
    CHECK(report.items.failed <= 6 + 4); // what was in flight was finished
    CHECK(started(report) < 1000);
    CHECK_THAT(report.end_reason,
               Catch::StartsWith("6 of ") &&
                   Catch::EndsWith("items failed, and the error budget is 5"));
}

TEST_CASE("as many failures as the budget's number do not end the run", "[graph][budget]") {
    const RunReport report = run_with_budget(R"({"max": 10})", 30, 3);
    CHECK(report.is_balanced());
    CHECK(report.end == RunEnd::finished);
    CHECK(report.end_reason.empty());
    CHECK(report.items.failed == 10);
    CHECK(report.items.written == 20);
}

TEST_CASE("a budget of 0 ends the run at the first failure", "[graph][budget]") {
    const RunReport report = run_with_budget(R"({"max": 0})", 100000, 50, 1);
    CHECK(report.is_balanced());
    CHECK(report.end == RunEnd::over_budget);
    CHECK(report.items.failed == 1);
    CHECK(report.items.written >= 49 - 4);
    CHECK(started(report) < 100);
}

TEST_CASE("a larger share of failures than the budget's ends the run", "[graph][budget]") {
    const RunReport over = run_with_budget(R"({"max": "12.5%", "min_items": 50})", 100000, 3, 2);
    CHECK(over.is_balanced());
    CHECK(over.end == RunEnd::over_budget);
    CHECK(started(over) >= 50);
    CHECK(started(over) < 1000);
    CHECK_THAT(over.end_reason, Catch::EndsWith("items failed, and the error budget is 12.5%"));

    const RunReport under = run_with_budget(R"({"max": "50%", "min_items": 1})", 300, 3, 1);
    CHECK(under.is_balanced());
    CHECK(under.end == RunEnd::finished);
    CHECK(under.items.failed == 100);
}

TEST_CASE("a share says nothing before min_items have ended", "[graph][budget]") {
    CHECK(run_with_budget(R"({"max": "1%"})", 99, 1).end == RunEnd::finished);
    CHECK(run_with_budget(R"({"max": "1%"})", 101, 1).end == RunEnd::over_budget);
    CHECK(run_with_budget(R"({"max": "1%", "min_items": 200})", 199, 1).end == RunEnd::finished);
    const RunReport one = run_with_budget(R"({"max": "1%", "min_items": 1})", 100000, 1, 1);
    CHECK(one.end == RunEnd::over_budget);
    CHECK(one.items.failed <= 1 + 4);
}

TEST_CASE("what is skipped on an error costs nothing of the budget", "[graph][budget]") {
    const RunReport report = run_with_budget(R"({"max": 0})", 30, 3, 2, R"(, "on_error": "skip")");
    CHECK(report.is_balanced());
    CHECK(report.end == RunEnd::finished);
    CHECK(report.items.skipped == 10);
}

TEST_CASE("a run over its budget does not wait for what would be tried again",
          "[graph][budget][retry]") {
    const RunReport report = run_config(config_text(
        R"("n": {"type": "numbers", "params": {"count": 20}},
           "g": {"type": "limiter", "params": {"max_images": 8}}, "b": {"type": "blank"},
           "y": {"type": "flaky", "params": {"every": 1000},
                 "on_error": {"retry": {"attempts": 5, "backoff": "1h..1h"}}},
           "f": {"type": "fault", "params": {"every": 10}}, "e": {"type": "collect"})",
        R"("n -> g -> b -> y -> f -> e")",
        R"({}, "errors": {"budget": {"max": 0}})"));
    CHECK(report.is_balanced());
    CHECK(report.end == RunEnd::over_budget);
    CHECK(report.items.failed >= 1);
    CHECK(report.items.failed <= 2);
}

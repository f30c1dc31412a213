// SPDX-License-Identifier: Apache-2.0
#include "tools/summary_text.hpp"

#include "support/catch.hpp"
#include "tools/tool.hpp"

#include <sstream>
#include <string>

using namespace penstock;
using namespace penstock::tools;
using Catch::Matchers::Contains;

namespace {

RunReport sample() {
    RunReport report;
    report.items = {.discovered = 500, .written = 498, .failed = 2};
    report.wall_seconds = 4.1;
    report.threads = 2;
    report.io_threads = 4;
    report.processors = 2;
    report.peak_images = 16;
    report.peak_bytes = 96ULL << 20;
    report.limiters.push_back({.name = "gate", .max_images = 16, .max_bytes = 512ULL << 20});
    report.nodes.push_back({.name = "encode",
                            .type = "encode",
                            .concurrency = "unlimited",
                            .count = 500,
                            .failed = 2,
                            .busy_seconds = 7.5,
                            .cpu_seconds = 7.4,
                            .waiting_seconds = 2.5,
                            .peak_concurrency = 2,
                            .p50_ms = 15.1,
                            .p99_ms = 22.2});
    report.failures.push_back({.sequence = 3,
                               .name = "3",
                               .node = "encode",
                               .error_class = ErrorClass::limit,
                               .message = "too large"});
    return report;
}

} // namespace

TEST_CASE("the summary of a run is written whole", "[tools][summary]") {
    CHECK(summary_text(sample(), "") ==
          "500 in = 498 written + 2 failed   balanced   4.1 s   122 img/s   peak 16 images, 96 MiB "
          "of 512 MiB\n"
          "  node    calls  failed   CPU  I/O  thread  room  downstream  starved    p50    p99\n"
          "  encode    500       2  90 %  1 %     0 %   0 %         0 %      9 %  15 ms  22 ms\n"
          "limited by: both processors are computing 90 % of the run, in encode\n"
          "would help: encode at twice the speed: about 2.0 times as fast\n"
          "failed 3: encode: limit: too large");
}

TEST_CASE("of a node that may have one call at a time, one is all", "[tools][summary]") {
    RunReport report = sample();
    report.nodes.front().concurrency = "serial";
    report.nodes.front().busy_seconds = 2.05;
    report.nodes.front().cpu_seconds = 1.23;
    CHECK_THAT(summary_text(report, ""), Contains("  30 %  20 %  "));
    report.nodes.front().concurrency = "unlimited";
    report.nodes.front().on_io_threads = true;
    CHECK_THAT(summary_text(report, ""), Contains("  8 %  5 %  ")); // of four
}

TEST_CASE("what limits is not told where nothing is known of it", "[tools][summary]") {
    RunReport report = sample();
    report.nodes.front().busy_seconds = 1;
    report.nodes.front().cpu_seconds = 1;
    CHECK_THAT(summary_text(report, ""), !Contains("limited by"));
    CHECK_THAT(summary_text({}, ""), !Contains("limited by"));
}

TEST_CASE("a node that was never called was starved", "[tools][summary]") {
    RunReport report;
    report.threads = 2;
    report.wall_seconds = 1;
    report.nodes.push_back({.name = "encode", .type = "encode", .concurrency = "unlimited"});
    CHECK_THAT(
        summary_text(report, ""),
        Contains(
            "  encode      0       0  0 %  0 %     0 %   0 %         0 %    100 %    -    -\n"));
}

TEST_CASE("the table of the widest usual numbers has 100 columns at most", "[tools][summary]") {
    RunReport report = sample();
    report.wall_seconds = 1;
    report.nodes = {{.name = "to_display",
                     .type = "color_convert",
                     .concurrency = "unlimited",
                     .count = 1'000'000,
                     .failed = 100'000,
                     .busy_seconds = 1e9,
                     .cpu_seconds = 1e9,
                     .p50_ms = 9.99,
                     .p99_ms = 9.99}};
    std::istringstream lines{summary_text(report, "")};
    std::string line;
    std::getline(lines, line);
    std::getline(lines, line);
    CHECK(line.size() <= 100);
}

TEST_CASE("every way in which items ended is told", "[tools][summary]") {
    RunReport report = sample();
    report.items = {
        .discovered = 15, .written = 5, .failed = 4, .skipped = 3, .dropped = 2, .not_started = 1};
    CHECK_THAT(summary_text(report, ""),
               Contains("15 in = 5 written + 4 failed + 3 skipped + 2 dropped + 1 not started   "
                        "balanced"));
}

TEST_CASE("a run that does not add up is called a bug", "[tools][summary]") {
    RunReport report = sample();
    ++report.items.discovered;
    CHECK_THAT(summary_text(report, ""), Contains("NOT BALANCED"));
    CHECK_THAT(summary_text(report, ""), Contains("a bug of penstock"));
}

TEST_CASE("a run that had to stop says why", "[tools][summary]") {
    RunReport report = sample();
    report.items.not_started = 40;
    report.items.discovered += 40;
    report.end = RunEnd::exhausted;
    report.end_reason = "cannot write \"out\": No space left on device";
    CHECK_THAT(summary_text(report, ""),
               Contains("stopped: cannot write \"out\": No space left on device; 40 of 540 items "
                        "not started"));
    report.end = RunEnd::interrupted;
    CHECK_THAT(summary_text(report, ""),
               Contains("interrupted: what was begun is finished; 40 of "
                        "540 items not started"));
    report.end = RunEnd::cancelled;
    CHECK_THAT(summary_text(report, ""),
               Contains("cancelled: what was in flight has failed; 40 of 540 items not started"));
    report.end = RunEnd::over_budget;
    report.end_reason = "2 of 500 items failed";
    CHECK_THAT(summary_text(report, ""),
               Contains("stopped: 2 of 500 items failed; 40 of 540 items not started"));
    report.end_reason = std::string(5000, 'x');
    CHECK_THAT(summary_text(report, ""), Contains("x... (904 bytes more); 40 of 540 items"));
}

TEST_CASE("a run that stopped at its very end does not count what was not started",
          "[tools][summary]") {
    RunReport report = sample();
    report.end = RunEnd::exhausted;
    report.end_reason = "nodes.write: it could not be closed: planned";
    CHECK_THAT(summary_text(report, ""),
               Catch::Matchers::EndsWith("stopped: nodes.write: it could not be closed: planned"));
}

TEST_CASE("the event at the end of a run has its totals", "[tools][summary]") {
    RunReport report = sample();
    report.end = RunEnd::exhausted;
    report.end_reason = "a \"reason\"";
    CHECK(test::parsed_json(summary_event(report)) ==
          Value{Value::Object{{"event", "end"},
                              {"end", "exhausted"},
                              {"reason", "a \"reason\""},
                              {"balanced", true},
                              {"discovered", 500},
                              {"written", 498},
                              {"failed", 2},
                              {"skipped", 0},
                              {"dropped", 0},
                              {"not_started", 0},
                              {"seconds", 4.1}}});
    report.end = RunEnd::over_budget;
    CHECK(*test::parsed_json(summary_event(report)).find("end") == Value{"over_budget"});
}

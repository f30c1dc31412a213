// SPDX-License-Identifier: Apache-2.0
#include "tools/top_text.hpp"

#include "profiling/made_up_run.hpp"
#include "support/catch.hpp"
#include "tools/display_width.hpp"

#include <algorithm>
#include <string>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::tools;
using Catch::Matchers::Contains;

namespace {

TopView sample() {
    TopView view;
    view.process = 4711;
    view.report = report_of_different_numbers();
    view.report.name = "thumbnails";
    view.report.wall_seconds = 20;
    view.report.items = {.discovered = 60, .written = 50, .failed = 3};
    view.report.nodes.push_back({.name = "write",
                                 .type = "write",
                                 .concurrency = "serial",
                                 .count = 50,
                                 .busy_seconds = 19,
                                 .waiting_seconds = 2});
    view.lately = view.report;
    view.lately.wall_seconds = 2;
    view.lately.items = {.discovered = 10, .written = 8};
    view.lately.nodes[1].count = 8;
    view.lately.nodes[1].busy_seconds = 1.5;
    view.lately.nodes[1].waiting_seconds = 0.4;
    view.progress.total = 200;
    view.progress.items = view.report.items;
    view.progress.images = 9;
    view.progress.bytes = 2048;
    view.progress.limiters = {{.name = "gate", .in_flight = 5, .images = 9, .bytes = 2048}};
    view.progress.nodes = {{.name = "encode", .calls = 2}, {.name = "write", .calls = 1}};
    view.limited_by = "write";
    return view;
}

std::string all_of(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines)
        text += line + '\n';
    return text;
}

} // namespace

TEST_CASE("top shows how far it is, nodes, limiters and what limits", "[tools][top]") {
    CHECK(all_of(top_lines(sample(), 120)) == R"(thumbnails   process 4711   20.0 s   4.0 img/s now
[######------------------] 53 of 200   55.5 s left   2.6 img/s   3 failed   limited by write

node    busy  calls/s  at once  failed      p50      p99  waited
encode   6 %     6.00        2       3    10 ms    20 ms  292 ms
write   75 %     4.00        1       0  0.00 ms  0.00 ms   50 ms

limiter   images          memory  in flight
gate     9 of 16  2 KiB of 4 KiB          5

limited by: write takes one item at a time and is busy 95 % of the run
would help: write at twice the speed: about 2.0 times as fast
)");
}

TEST_CASE("what top shows is narrower than the terminal, and cuts only names", "[tools][top]") {
    TopView view = sample();
    view.report.name = "\xE6\xB0\xB4\xE6\xB0\xB4 with a name that is longer than some terminals";
    view.report.nodes[0].name = view.lately.nodes[0].name = view.progress.nodes[0].name =
        "a_node_that_has_a_name_of_more_than_forty_letters";
    for (std::size_t columns = 1; columns < 220; ++columns)
        for (const std::string& line : top_lines(view, columns)) {
            CAPTURE(columns, line);
            CHECK(display_width(line) < columns);
        }
    const std::string narrow = all_of(top_lines(view, 40));
    INFO(narrow);
    CHECK_THAT(narrow, Contains("[###---------] 53 of 200   55.5 s left"));
    CHECK_THAT(narrow, Contains("node             busy  calls/s  at once\n"));
    CHECK_THAT(narrow, Contains("a_node_that_ha~   6 %     6.00        2\n"));
    CHECK_THAT(narrow, Contains("gate     9 of 16  2 KiB of 4 KiB\n"));
    CHECK_THAT(narrow, Contains("limited by: write takes one item at a\n  time"));
}

TEST_CASE("names move no cursor", "[tools][top]") {
    TopView view = sample();
    view.report.name = "a\x1b[2Jb\nc";
    CHECK_THAT(all_of(top_lines(view, 100)), Contains("a?[2Jb\\nc   process 4711"));
    CHECK_THAT(all_of(run_list({view})), Contains("a?[2Jb\\nc"));
}

TEST_CASE("before the first look there is nothing to divide by", "[tools][top]") {
    TopView view;
    view.process = 4711;
    const std::string text = all_of(top_lines(view, 80));
    CHECK_THAT(text, Catch::Matchers::StartsWith("a run   process 4711   0.00 s\n0 done"));
    CHECK_THAT(text, !Contains("nan"));
    view = sample();
    view.lately = report_between(view.report, view.report);
    CHECK_THAT(all_of(top_lines(view, 80)), Contains("write      -        -        1"));
}

TEST_CASE("runs are listed with what tells them apart", "[tools][top]") {
    TopView other = sample();
    other.process = 7;
    other.report.name = "sheets";
    other.progress.total.reset();
    CHECK(all_of(run_list({sample(), other})) ==
          R"(run         process  done   of  failed    time
thumbnails     4711    53  200       3  20.0 s
sheets            7    53    -       3  20.0 s
)");
}

// SPDX-License-Identifier: Apache-2.0
#include "tools/progress_text.hpp"

#include "support/catch.hpp"
#include "tools/display_width.hpp"
#include "tools/tool.hpp"

using namespace penstock;
using namespace penstock::tools;

namespace {

ProgressView sample() {
    ProgressView view;
    view.run.total = 200;
    view.run.items = {.discovered = 70, .written = 40, .failed = 5, .skipped = 3, .dropped = 2};
    view.run.in_flight = 8;
    view.run.images = 12;
    view.run.bytes = 96ULL << 20;
    view.seconds = 5;
    view.max_images = 16;
    view.max_bytes = 512ULL << 20;
    view.limited_by = "encode";
    return view;
}

} // namespace

TEST_CASE("a progress bar says how far, how fast, what failed and how long", "[tools][progress]") {
    CHECK(progress_bar(sample(), 200) ==
          "[######------------------] 50 of 200   15.0 s left   10 img/s   5 failed   limited by "
          "encode   in flight 12 of 16 images, 96 MiB of 512 MiB");
}

TEST_CASE("a progress bar leaves out what does not fit, and cuts nothing", "[tools][progress]") {
    CHECK(progress_bar(sample(), 120) ==
          "[######------------------] 50 of 200   15.0 s left   10 img/s   5 failed   limited by "
          "encode");
    CHECK(progress_bar(sample(), 80) ==
          "[#-----] 50 of 200   15.0 s left   10 img/s   5 failed   limited by encode");
    CHECK(progress_bar(sample(), 70) ==
          "[###---------] 50 of 200   15.0 s left   10 img/s   5 failed");
    CHECK(progress_bar(sample(), 40) == "[###---------] 50 of 200   15.0 s left");
    CHECK(progress_bar(sample(), 34) == "[#-----] 50 of 200   15.0 s left");
    CHECK(progress_bar(sample(), 30) == "50 of 200   15.0 s left");
    CHECK(progress_bar(sample(), 20) == "50 of 200");
    CHECK(progress_bar(sample(), 9).empty());
    CHECK(progress_bar(sample(), 0).empty());
}

TEST_CASE("a progress bar leaves the last column free, also of wide characters",
          "[tools][progress]") {
    ProgressView view = sample();
    view.limited_by = "\xE6\xB0\xB4\xE6\xB0\xB4 \xF0\x9F\x93\xB7\x1b[2J";
    bool has_name = false;
    for (std::size_t columns = 1; columns < 200; ++columns) {
        const std::string bar = progress_bar(view, columns);
        CHECK(display_width(bar) < columns);
        CHECK(bar.find('\x1b') == std::string::npos);
        has_name = has_name || bar.find("\xE6\xB0\xB4") != std::string::npos;
    }
    CHECK(has_name);
}

TEST_CASE("without a known total there is no bar and no time left", "[tools][progress]") {
    ProgressView view = sample();
    view.run.total.reset();
    CHECK(progress_bar(view, 200) ==
          "50 done   10 img/s   5 failed   limited by encode   in flight 12 of 16 images, 96 MiB "
          "of 512 MiB");
}

TEST_CASE("a bar is full at the end, even where more came than was announced",
          "[tools][progress]") {
    ProgressView view = sample();
    view.run.total = 45;
    CHECK_THAT(progress_bar(view, 200),
               Catch::Matchers::StartsWith("[########################] 50 of 45"));
}

TEST_CASE("a plain line begins with the time", "[tools][progress]") {
    CHECK_THAT(progress_line(sample()),
               Catch::Matchers::StartsWith(
                   "5.0 s   50 of 200   15.0 s left   10 img/s   5 failed   limited by encode"));
}

TEST_CASE("where nobody knows what limits, nothing is said of it", "[tools][progress]") {
    ProgressView view = sample();
    view.limited_by.clear();
    CHECK_THAT(progress_bar(view, 200), !Catch::Matchers::Contains("limited"));
    CHECK(test::parsed_json(progress_json(view)).find("limited_by")->is_null());
}

TEST_CASE("progress as JSON has each number under its key", "[tools][progress]") {
    const Value event = test::parsed_json(progress_json(sample()));
    CHECK(event == Value{Value::Object{{"event", "progress"},
                                       {"seconds", 5.0},
                                       {"total", 200},
                                       {"done", 50},
                                       {"written", 40},
                                       {"failed", 5},
                                       {"skipped", 3},
                                       {"dropped", 2},
                                       {"in_flight", 8},
                                       {"images", 12},
                                       {"max_images", 16},
                                       {"bytes", 100663296},
                                       {"max_bytes", 536870912},
                                       {"images_per_second", 10.0},
                                       {"seconds_left", 15.0},
                                       {"limited_by", "encode"}}});
    ProgressView view = sample();
    view.run.total.reset();
    CHECK(test::parsed_json(progress_json(view)).find("total")->is_null());
    CHECK(test::parsed_json(progress_json(view)).find("seconds_left")->is_null());
}

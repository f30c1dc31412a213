// SPDX-License-Identifier: Apache-2.0
#include "tools/watchdog.hpp"

#include "support/catch.hpp"
#include "tools/tool.hpp"

#include <atomic>
#include <csignal>
#include <future>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::tools;
using Catch::Matchers::Contains;

namespace {

std::vector<RunningCall> two_calls() {
    return {{.node = "decode", .item = "photos/a.tif", .sequence = 7, .seconds = 61.5},
            {.node = "write", .item = "b\x1b\n\xE9.jpg", .sequence = 3, .seconds = 0.25}};
}

} // namespace

TEST_CASE("what holds up a run is told by node and item", "[tools][watchdog]") {
    CHECK(stall_text(62, two_calls()) == "nothing has finished for 1 min 02 s:\n"
                                         "  decode has held photos/a.tif for 1 min 02 s\n"
                                         "  write has held b?\\n?.jpg for 0.25 s");
    CHECK(stall_text(5, {}) ==
          "nothing has finished for 5.0 s, and no node is at work: the sources have nothing yet");
    CHECK_THAT(stall_text(5, std::vector<RunningCall>(25, two_calls().front())),
               Contains("\n  and 5 more"));
}

TEST_CASE("what holds up a run is told as JSON", "[tools][watchdog]") {
    const Value event = parsed_json(stall_event(62, two_calls()));
    CHECK(*event.find("event") == Value{"stalled"});
    REQUIRE(event.find("calls")->as_array().size() == 2);
    const Value& call = event.find("calls")->as_array().front();
    CHECK(*call.find("node") == Value{"decode"});
    CHECK(*call.find("item") == Value{"photos/a.tif"});
    CHECK(*call.find("seq") == Value{7});
    CHECK(*call.find("seconds") == Value{61.5});
    CHECK(call.find("item_base64") == nullptr);
    const Value& other = event.find("calls")->as_array().back();
    CHECK(*other.find("item_base64") == Value{"YhsK6S5qcGc="});
}

TEST_CASE("the watchdog speaks again and again while nothing finishes", "[tools][watchdog]") {
    std::promise<void> third;
    std::atomic<int> told = 0;
    Talk talk;
    const Watchdog watchdog{std::chrono::milliseconds{1},
                            {.ended = [] { return std::uint64_t{5}; },
                             .calls =
                                 [&] {
                                     if (++told == 3)
                                         third.set_value();
                                     return two_calls();
                                 }},
                            talk,
                            false};
    third.get_future().wait();
    CHECK(told >= 3);
}

TEST_CASE("the watchdog is silent while items finish", "[tools][watchdog]") {
    std::promise<void> enough;
    std::atomic<std::uint64_t> ended = 0;
    std::atomic<int> told = 0;
    Talk talk;
    {
        // Every look finds another item; that its patience runs out between two is what an hour
        // prevents.
        const Watchdog watchdog{std::chrono::hours{1},
                                {.ended =
                                     [&] {
                                         if (++ended == 1)
                                             enough.set_value();
                                         return ended.load();
                                     },
                                 .calls =
                                     [&] {
                                         ++told;
                                         return two_calls();
                                     }},
                                talk,
                                false};
        enough.get_future().wait();
    }
    CHECK(told == 0);
}

TEST_CASE("the option --watchdog names what a run waits for", "[tools][watchdog]") {
    const TempDir folder;
    std::string text = small_graph(20);
    const std::string size = "\"width\": 32, \"height\": 24";
    text.replace(text.find(size), size.size(), "\"width\": 4000, \"height\": 3000");
    const std::string bound = "\"max_images\": 4, \"max_bytes\": \"64MiB\"";
    text.replace(text.find(bound), bound.size(), "\"max_images\": 1, \"max_bytes\": \"900MiB\"");
    folder.write("slow.json", text);
    Tool tool{{"run", "slow.json", "--watchdog", "1ms", "--progress", "none"},
              {.folder = folder.path()}};
    CHECK(tool.says("nothing has finished for "));
    CHECK(tool.says(" has held "));
    tool.send(SIGINT);
    CHECK(tool.finished().code == 75);
}

TEST_CASE("a time for the watchdog has a unit and is more than nothing", "[tools][watchdog]") {
    for (const auto& [time, message] :
         {std::pair{"20", "--watchdog: found \"20\" without a unit"},
          std::pair{"0s", "--watchdog: found \"0s\"; expected more than nothing"}}) {
        const ToolOutcome outcome = run_tool({"run", "x.json", "--watchdog", time});
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.errors, Contains(message));
    }
}

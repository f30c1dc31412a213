// SPDX-License-Identifier: Apache-2.0
// What a report says of the resources of a run, for the model that finds what limits it.
#include "graph/machine.hpp"
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <string>

using namespace penstock;
using namespace penstock::test;

namespace {

// Items of 64 x 64 bytes, which wait a millisecond in "e".
RunReport run_with(const std::string& source, std::uint64_t max_images) {
    Pipeline pipeline{
        validated(config_text(R"("n": {"type": ")" + source + R"(", "params": {"count": 20}},
              "g": {"type": "limiter", "params": {"max_images": )" +
                                  std::to_string(max_images) + R"(, "max_bytes": "1MiB"}},
              "b": {"type": "blank"}, "e": {"type": "collect", "params": {"milliseconds": 1}})",
                              R"("n -> g -> b -> e")"))};
    return pipeline.run();
}

} // namespace

TEST_CASE("room is used by what is worked on, and by no more than there is of it",
          "[graph][limiter]") {
    for (const std::uint64_t most : {1, 16}) {
        const RunReport report = run_with("numbers", most);
        const LimiterReport& gate = report.limiters.front();
        const double wall = report.wall_seconds;
        // In its call at "e" each item has an image.
        const double busy = report_of(report, "e").busy_seconds;
        CHECK(gate.image_room_used * static_cast<double>(most) * wall >= busy);
        CHECK(gate.image_room_used <= 1);
        CHECK(gate.byte_room_used * 1024 * 1024 * wall >= busy * 64 * 64);
        CHECK(gate.byte_room_used <= 1);
    }
}

TEST_CASE("calls of a source are told apart by the threads that they use", "[graph][source]") {
    const RunReport computing = run_with("numbers", 4);
    CHECK(computing.limiters.front().source_seconds > 0);
    CHECK(computing.limiters.front().computing_source_seconds ==
          computing.limiters.front().source_seconds);
    const RunReport blocking = run_with("slow_numbers", 4);
    CHECK(blocking.limiters.front().source_seconds > 0);
    CHECK(blocking.limiters.front().computing_source_seconds == 0);
}

TEST_CASE("a node may be concurrent where its type and its order allow that",
          "[graph][concurrency]") {
    Pipeline pipeline{validated(config_text(R"("n": {"type": "numbers"}, "g": {"type": "limiter"},
              "b": {"type": "blank"}, "e": {"type": "collect"},
              "o": {"type": "collect", "params": {"order": "source"}})",
                                            R"("n -> g -> b -> [e, o]")"))};
    const RunReport report = pipeline.run();
    CHECK(report_of(report, "b").may_be_concurrent);
    CHECK(report_of(report, "e").may_be_concurrent); // serial by default
    CHECK_FALSE(report_of(report, "o").may_be_concurrent);
}

TEST_CASE("the report knows the processors that there were", "[graph][report]") {
    CHECK(run_with("numbers", 4).processors == graph::available_processors());
}

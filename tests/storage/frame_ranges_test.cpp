// SPDX-License-Identifier: Apache-2.0
#include "storage/frame_ranges.hpp"

#include "support/catch.hpp"

#include <cstdint>
#include <string>
#include <vector>

using namespace penstock::storage;

namespace {

using Frames = std::vector<std::int64_t>;

Frames frames(const std::string& text) {
    const FrameRanges ranges{text};
    Frames all;
    for (std::uint64_t i = 0; i < ranges.size(); ++i)
        all.push_back(ranges[i]);
    return all;
}

} // namespace

TEST_CASE("frames are numbers, ranges, and several of them", "[storage][frames]") {
    CHECK(frames("7") == Frames{7});
    CHECK(frames("1001-1004") == Frames{1001, 1002, 1003, 1004});
    CHECK(frames("0007-0008") == Frames{7, 8});
    CHECK(frames("1,5,10-12") == Frames{1, 5, 10, 11, 12});
    CHECK(frames(" 3 , 1-2 ") == Frames{3, 1, 2});
    CHECK(frames("2,1-3") == Frames{2, 1, 2, 3});
}

TEST_CASE("frames with a step leave out the others, or are the others", "[storage][frames]") {
    CHECK(frames("1-10x3") == Frames{1, 4, 7, 10});
    CHECK(frames("1-9x3") == Frames{1, 4, 7});
    CHECK(frames("1-9x100") == Frames{1});
    CHECK(frames("1-10y3") == Frames{2, 3, 5, 6, 8, 9});
    CHECK(frames("1-8y3") == Frames{2, 3, 5, 6, 8});
    CHECK(frames("1-5y100") == Frames{2, 3, 4, 5});
    CHECK(frames("5,1-4y2,7") == Frames{5, 2, 4, 7});
}

TEST_CASE("frames count down from the larger number", "[storage][frames]") {
    CHECK(frames("5-3") == Frames{5, 4, 3});
    CHECK(frames("10-1x4") == Frames{10, 6, 2});
    CHECK(frames("10-4y3") == Frames{9, 8, 6, 5});
}

TEST_CASE("frames can be negative", "[storage][frames]") {
    CHECK(frames("-3--1") == Frames{-3, -2, -1});
    CHECK(frames("-1-1") == Frames{-1, 0, 1});
    CHECK(frames("1--1x2") == Frames{1, -1});
}

TEST_CASE("frames are counted without being listed, up to a limit", "[storage][frames]") {
    const FrameRanges most{"1-10000000"};
    CHECK(most.size() == FrameRanges::most);
    CHECK(most[FrameRanges::most - 1] == 10'000'000);
    CHECK_THROWS_WITH(FrameRanges{"1-10000001"},
                      Catch::Matchers::StartsWith("\"1-10000001\": these are more than 10000000 "
                                                  "frames; expected frames such as"));
    CHECK_THROWS_WITH(FrameRanges{"1-9000000,1-9000000"}, Catch::Matchers::Contains("more than"));
    const FrameRanges far{"-999999999999999-999999999999999x999999999999999"};
    CHECK(far.size() == 3);
    CHECK(far[2] == largest_frame);
    CHECK_THROWS_WITH(FrameRanges{"-999999999999999-999999999999999"},
                      Catch::Matchers::Contains("these are more than 10000000 frames"));
}

TEST_CASE("frames that mean nothing are refused, with what was expected", "[storage][frames]") {
    CHECK_THROWS_WITH(FrameRanges{"all"},
                      "\"all\": \"all\" is no frame; expected frames such as \"1001-1100\", "
                      "\"1001-1100x2\" for every second one, or \"1,5,10-20\"");
    using Catch::Matchers::Contains;
    CHECK_THROWS_WITH(FrameRanges{""}, Contains("a frame is missing"));
    CHECK_THROWS_WITH(FrameRanges{"1,"}, Contains("a frame is missing"));
    CHECK_THROWS_WITH(FrameRanges{"1-"}, Contains("\"1-\" has no last frame"));
    CHECK_THROWS_WITH(FrameRanges{"1-10x0"}, Contains("\"1-10x0\" has no step of 1 or more"));
    CHECK_THROWS_WITH(FrameRanges{"10-1x-1"}, Contains("\"10-1\" counts down by itself"));
    CHECK_THROWS_WITH(FrameRanges{"1-10y1"}, Contains("has no step of 2 or more"));
    CHECK_THROWS_WITH(FrameRanges{"1-10x"}, Contains("has no step"));
    CHECK_THROWS_WITH(FrameRanges{"1-1y2"}, Contains("leaves out the only frame"));
    CHECK_THROWS_WITH(FrameRanges{"1-10z2"}, Contains("is not understood from \"z2\" on"));
    CHECK_THROWS_WITH(FrameRanges{"1..10"}, Contains("is not understood from \"..10\" on"));
    CHECK_THROWS_WITH(FrameRanges{"+1"}, Contains("is no frame"));
    CHECK_THROWS_WITH(FrameRanges{"1000000000000000"}, Contains("more than 15 digits"));
    CHECK_THROWS_WITH(FrameRanges{"99999999999999999999999"}, Contains("more than 15 digits"));
}

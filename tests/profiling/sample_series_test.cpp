// SPDX-License-Identifier: Apache-2.0
#include "profiling/sample_series.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

using namespace penstock;
using profiling::SampleSeries;

namespace {

// The look number `i`, when so many items were written and as much was used.
RunSample look(std::uint64_t i, std::uint64_t used = 0) {
    return {.seconds = static_cast<double>(i),
            .items = {.discovered = i, .written = i},
            .in_flight = used,
            .rss_bytes = used + 1,
            .limiters = {{.images = used + 2,
                          .bytes = used + 3,
                          .claimed_images = used + 4,
                          .claimed_bytes = used + 5}}};
}

} // namespace

TEST_CASE("a series that has room keeps every look", "[profiling][history]") {
    SampleSeries series{6};
    for (std::uint64_t i = 0; i < 5; ++i)
        series.add(look(i));
    CHECK(series.stride() == 1);
    const std::vector<RunSample> samples = series.take();
    REQUIRE(samples.size() == 5);
    for (std::uint64_t i = 0; i < 5; ++i)
        CHECK(samples[i].seconds == static_cast<double>(i));
}

TEST_CASE("a series that is full makes one of two, but for the first", "[profiling][history]") {
    SampleSeries series{7};
    for (std::uint64_t i = 0; i < 7; ++i)
        series.add(look(i));
    CHECK(series.stride() == 2);
    const std::vector<RunSample> samples = series.take();
    REQUIRE(samples.size() == 4);
    for (std::uint64_t i = 0; i < 4; ++i) {
        CHECK(samples[i].seconds == 2.0 * static_cast<double>(i));
        CHECK(samples[i].items.written == 2 * i);
    }
}

TEST_CASE("what was there at most stays in a series", "[profiling][history]") {
    for (const std::size_t at : {std::size_t{1}, std::size_t{2}}) {
        SampleSeries series{3};
        for (std::size_t i = 0; i < 3; ++i)
            series.add(look(i, i == at ? 100 : 10));
        const std::vector<RunSample> samples = series.take();
        REQUIRE(samples.size() == 2);
        CHECK(samples[1].in_flight == 100);
        CHECK(samples[1].rss_bytes == 101);
        CHECK(samples[1].limiters.at(0).images == 102);
        CHECK(samples[1].limiters.at(0).bytes == 103);
        CHECK(samples[1].limiters.at(0).claimed_images == 104);
        CHECK(samples[1].limiters.at(0).claimed_bytes == 105);
        CHECK(samples[0].in_flight == 10);
    }
}

TEST_CASE("a series stays bounded, in order and evenly spaced however long it gets",
          "[profiling][history]") {
    SampleSeries series{101};
    std::uint64_t i = 0;
    for (; i < 100'000; i += series.stride())
        series.add(look(i));
    CHECK(series.stride() == 1024);
    const std::vector<RunSample> samples = series.take();
    CHECK(samples.size() >= 50);
    CHECK(samples.size() < 101);
    CHECK(samples.front().seconds == 0);
    CHECK(std::ranges::is_sorted(samples, std::ranges::less_equal{}, &RunSample::seconds));
    for (std::size_t one = 2; one < samples.size(); ++one)
        CHECK(samples[one].seconds - samples[one - 1].seconds == 1024);
}

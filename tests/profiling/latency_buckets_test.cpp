// SPDX-License-Identifier: Apache-2.0
#include "profiling/latency_buckets.hpp"

#include "support/catch.hpp"

using namespace penstock;
using profiling::LatencyBuckets;

TEST_CASE("a duration lies below the end of its bucket, and within an eighth of it",
          "[profiling][latency_buckets]") {
    for (std::uint64_t nanoseconds = 0; nanoseconds < 4'000'000'000'000;
         nanoseconds = nanoseconds * 5 / 4 + 1) {
        CAPTURE(nanoseconds);
        const std::size_t index = LatencyBuckets::index_of(nanoseconds);
        const double milliseconds = static_cast<double>(nanoseconds) * 1e-6;
        CHECK(LatencyBuckets::upper_end_ms(index) > milliseconds);
        CHECK(LatencyBuckets::upper_end_ms(index) <= milliseconds * 1.125001 + 1e-6);
        if (index > 0)
            CHECK(LatencyBuckets::upper_end_ms(index - 1) <= milliseconds * 1.000001);
    }
    CHECK(LatencyBuckets::index_of(UINT64_MAX) < LatencyBuckets::count);
}

TEST_CASE("a percentile is what so many durations are no longer than",
          "[profiling][latency_buckets]") {
    LatencyBuckets latencies;
    CHECK(latencies.percentile_ms(0.5) == 0);
    latencies.add(LatencyBuckets::index_of(1000), 98);
    latencies.add(LatencyBuckets::index_of(1'000'000), 2);
    CHECK(latencies.percentile_ms(0.5) ==
          LatencyBuckets::upper_end_ms(LatencyBuckets::index_of(1000)));
    CHECK(latencies.percentile_ms(0.98) == latencies.percentile_ms(0.5));
    CHECK(latencies.percentile_ms(0.99) ==
          LatencyBuckets::upper_end_ms(LatencyBuckets::index_of(1'000'000)));
    CHECK(latencies.percentile_ms(1) == latencies.percentile_ms(0.99));
}

TEST_CASE("latencies are told without those that there are none of",
          "[profiling][latency_buckets]") {
    LatencyBuckets latencies;
    CHECK(latencies.nonempty().empty());
    const std::size_t index = LatencyBuckets::index_of(1'000'000);
    latencies.add(0, 3);
    latencies.add(index, 2);
    const std::vector<LatencyBucket> buckets = latencies.nonempty();
    REQUIRE(buckets.size() == 2);
    CHECK(buckets[0].from_ms == 0);
    CHECK(buckets[0].to_ms == LatencyBuckets::upper_end_ms(0));
    CHECK(buckets[0].count == 3);
    CHECK(buckets[1].from_ms <= 1);
    CHECK(buckets[1].to_ms > 1);
    CHECK(buckets[1].count == 2);
}

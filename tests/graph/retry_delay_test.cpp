// SPDX-License-Identifier: Apache-2.0
#include "graph/retry_delay.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <chrono>
#include <set>

using namespace penstock;
using namespace penstock::graph;
using namespace std::chrono_literals;

namespace {

const Retry policy{.attempts = 9, .first_delay = 100ms, .longest_delay = 5s};

} // namespace

TEST_CASE("the delay doubles from try to try, up to the longest", "[graph][retry]") {
    Duration whole = 100ms;
    for (std::uint32_t tries = 1; tries < 12; ++tries) {
        INFO(tries << " tries");
        Duration least = whole;
        Duration most{0};
        for (std::uint64_t sequence = 0; sequence < 1000; ++sequence) {
            const Duration delay = retry_delay(policy, tries, sequence, 0);
            least = std::min(least, delay);
            most = std::max(most, delay);
        }
        CHECK(least >= whole / 2);
        CHECK(most <= whole);
        CHECK(least < whole * 51 / 100); // all of the range is used
        CHECK(most > whole * 99 / 100);
        whole = std::min<Duration>(2 * whole, 5s);
    }
}

TEST_CASE("the delay is the same for the same try of the same item, and differs between others",
          "[graph][retry]") {
    std::set<Duration> delays;
    for (std::uint64_t sequence = 0; sequence < 50; ++sequence)
        for (std::uint32_t path = 0; path < 4; ++path) {
            const Duration delay = retry_delay(policy, 1, sequence, path);
            CHECK(retry_delay(policy, 1, sequence, path) == delay);
            delays.insert(delay);
        }
    CHECK(delays.size() == 200);
    CHECK(retry_delay(policy, 1, 0, 0) == 60'910'286ns);
    CHECK(retry_delay(policy, 3, 41, 2) == 259'069'875ns);
    CHECK(retry_delay(policy, 8, 3, 0) != retry_delay(policy, 9, 3, 0)); // both of five seconds
}

TEST_CASE("a first delay above the longest is cut to it", "[graph][retry]") {
    const Retry same{.attempts = 3, .first_delay = 2s, .longest_delay = 2s};
    for (std::uint32_t tries = 1; tries < 100; ++tries)
        CHECK(retry_delay(same, tries, 0, 0) <= 2s);
    const Retry above{.attempts = 3, .first_delay = 3s, .longest_delay = 2s};
    CHECK(retry_delay(above, 1, 0, 0) <= 2s);
    CHECK(retry_delay(above, 1, 0, 0) >= 1s);
}

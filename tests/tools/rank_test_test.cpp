// SPDX-License-Identifier: Apache-2.0
#include "tools/rank_test.hpp"

#include "support/catch.hpp"

#include <cstddef>
#include <vector>

using namespace penstock::tools;

TEST_CASE("the rank test counts the ways to divide the values that are as uneven",
          "[tools][compare]") {
    CHECK(rank_test({1, 2, 3}, {4, 5, 6}) == Approx(2.0 / 20));
    CHECK(rank_test({1, 2, 3, 4}, {5, 6, 7, 8}) == Approx(2.0 / 70));
    // Ranks 1, 2, 4, 5: four of the 126 ways have a sum that low, and four one that high.
    CHECK(rank_test({1.1, 2.2, 3.3, 4.4}, {2.5, 5.5, 6.6, 7.7, 8.8}) == Approx(8.0 / 126));
    CHECK(rank_test({1, 4}, {2, 3}) == Approx(1));
    CHECK(rank_test({1}, {2}) == Approx(1));
}

TEST_CASE("in the rank test equal values share a rank", "[tools][compare]") {
    CHECK(rank_test({1, 2}, {2, 3}) == Approx(4.0 / 6));
    CHECK(rank_test({5, 5, 5}, {5, 5, 5, 5}) == Approx(1));
    CHECK(rank_test({1, 1, 1, 1}, {2, 2, 2, 2}) == Approx(2.0 / 70));
}

TEST_CASE("the rank test is the same both ways, and asks for ranks alone", "[tools][compare]") {
    const std::vector<double> one{3, 9, 4, 12};
    const std::vector<double> other{5, 1, 7, 2, 6};
    CHECK(rank_test(one, other) == Approx(rank_test(other, one)));
    CHECK(rank_test({3, 9e9, 4, 12e9}, other) == Approx(rank_test(one, other)));
}

TEST_CASE("of things that are the same the rank test calls no more different than it says",
          "[tools][compare]") {
    // All ways to divide 1 to 8 into four and four: as likely as each other.
    std::size_t ways = 0;
    std::size_t below = 0;
    for (unsigned chosen = 0; chosen < 256; ++chosen) {
        std::vector<double> one;
        std::vector<double> other;
        for (unsigned i = 0; i < 8; ++i)
            ((chosen >> i & 1U) != 0 ? one : other).push_back(i);
        if (one.size() != 4)
            continue;
        ++ways;
        below += rank_test(one, other) <= 0.2 ? 1 : 0;
    }
    CHECK(ways == 70);
    CHECK(below <= 14);
    CHECK(below > 0);
}

TEST_CASE("the rank test of as many values as there may be is done", "[tools][compare]") {
    std::vector<double> one;
    std::vector<double> other;
    for (std::size_t i = 0; i < most_ranked; ++i) {
        one.push_back(static_cast<double>(i));
        other.push_back(static_cast<double>(i + most_ranked));
    }
    CHECK(rank_test(one, other) < 1e-15);
    CHECK(rank_test(one, other) > 0);
    CHECK(least_of_rank_test(most_ranked, most_ranked) ==
          Approx(rank_test(one, other)).epsilon(1e-6));
}

TEST_CASE("how many values the rank test needs at least", "[tools][compare]") {
    CHECK(least_of_rank_test(1, 1) == 1);
    CHECK(least_of_rank_test(3, 3) == Approx(0.1));
    CHECK(least_of_rank_test(4, 4) == Approx(2.0 / 70));
    CHECK(least_of_rank_test(3, 5) == Approx(2.0 / 56));
}

TEST_CASE("the median is the value in the middle, or between two", "[tools][compare]") {
    CHECK(median_of({3}) == 3);
    CHECK(median_of({9, 1, 3}) == 3);
    CHECK(median_of({4, 1, 3, 9}) == 3.5);
}

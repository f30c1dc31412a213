// SPDX-License-Identifier: Apache-2.0
#include "penstock/random.hpp"

#include "support/catch.hpp"

#include <array>
#include <set>

using namespace penstock;

TEST_CASE("random numbers repeat for the same key, on every machine", "[core][random]") {
    Random random{7, "crop", 3};
    const std::array numbers = {random(), random(), random()};
    CHECK(numbers == std::array<std::uint64_t, 3>{
                         5783634285949671003U, 5782635646172986170U, 11997316065295058137U});
    Random again{7, "crop", 3};
    for (const std::uint64_t number : numbers)
        CHECK(again() == number);
}

TEST_CASE("seed, node and item each give other numbers", "[core][random]") {
    std::set<std::uint64_t> first;
    for (const std::uint64_t seed : {0, 1})
        for (const char* node : {"a", "b", ""})
            for (const std::uint64_t item : {0, 1, 2})
                first.insert(Random{seed, node, item}());
    CHECK(first.size() == 18);
}

TEST_CASE("uniform numbers fill their range, and no more", "[core][random]") {
    Random random{1, "node", 0};
    double least = 1;
    double most = 0;
    double sum = 0;
    for (int i = 0; i < 10'000; ++i) {
        const double number = random.uniform();
        least = std::min(least, number);
        most = std::max(most, number);
        sum += number;
    }
    CHECK(least >= 0);
    CHECK(least < 0.001);
    CHECK(most < 1);
    CHECK(most > 0.999);
    CHECK(std::abs(sum / 10'000 - 0.5) < 0.015);
    CHECK(random.uniform(3, 3) == 3);
    for (int i = 0; i < 1000; ++i) {
        const double number = random.uniform(-2, 5);
        CHECK((number >= -2 && number < 5));
    }
}

TEST_CASE("each number below an end is as likely as any other", "[core][random]") {
    Random random{1, "node", 0};
    std::array<int, 6> counts{};
    for (int i = 0; i < 60'000; ++i)
        ++counts.at(random.below(6));
    for (const int count : counts)
        CHECK(std::abs(count - 10'000) < 400); // four standard deviations
    CHECK(random.below(0) == 0);
    CHECK(random.below(1) == 0);
    // An end of which half the range is left over: without rejection the lower half came twice as
    // often.
    const std::uint64_t end = 3ULL << 62U;
    int low = 0;
    for (int i = 0; i < 3000; ++i)
        low += static_cast<int>(random.below(end) < end / 3);
    CHECK(std::abs(low - 1000) < 110);
}

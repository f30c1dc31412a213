// SPDX-License-Identifier: Apache-2.0
#include "pixels/filter.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

using namespace penstock::pixels;

namespace {

constexpr Filter all_filters[] = {Filter::nearest,
                                  Filter::box,
                                  Filter::bilinear,
                                  Filter::bicubic,
                                  Filter::mitchell,
                                  Filter::lanczos2,
                                  Filter::lanczos};

// Calls with pairs of sizes, up to 64 all of them, beyond that some.
template <class Check> void for_many_sizes(const Check& check) {
    for (std::uint32_t old_size = 1; old_size <= 64; ++old_size)
        for (std::uint32_t new_size = 1; new_size <= 64; ++new_size)
            check(old_size, new_size);
    for (const std::uint32_t large : {997U, 4096U, 12345U})
        for (const std::uint32_t small : {1U, 2U, 3U, 7U, 500U, 996U}) {
            check(large, small);
            check(small, large);
        }
}

} // namespace

TEST_CASE("weights add up to one, within the image", "[pixels][filter]") {
    for (const Filter filter : all_filters) {
        int wrong = 0;
        for_many_sizes([&](std::uint32_t old_size, std::uint32_t new_size) {
            const Weights weights{{.old_size = old_size, .new_size = new_size}, filter};
            wrong += weights.size() != new_size;
            for (std::uint32_t i = 0; i < new_size; ++i) {
                double sum = 0;
                for (std::uint32_t old = weights.first(i); old < weights.end(i); ++old)
                    sum += static_cast<double>(weights.at(i, old));
                wrong += std::abs(sum - 1) > 1e-4 || weights.first(i) >= weights.end(i) ||
                         weights.end(i) > old_size;
            }
        });
        CAPTURE(static_cast<int>(filter));
        CHECK(wrong == 0);
    }
}

TEST_CASE("windows move forward, and every old pixel is in one where an image shrinks",
          "[pixels][filter]") {
    for (const Filter filter : all_filters) {
        int wrong = 0;
        for_many_sizes([&](std::uint32_t old_size, std::uint32_t new_size) {
            const Weights weights{{.old_size = old_size, .new_size = new_size}, filter};
            for (std::uint32_t i = 1; i < new_size; ++i)
                wrong += weights.first(i) < weights.first(i - 1) ||
                         weights.end(i) < weights.end(i - 1) ||
                         (filter != Filter::nearest && weights.first(i) > weights.end(i - 1));
            if (filter != Filter::nearest)
                wrong += weights.first(0) != 0 || weights.end(new_size - 1) != old_size;
        });
        CAPTURE(static_cast<int>(filter));
        CHECK(wrong == 0);
    }
}

TEST_CASE("a resize never needs more rows at once than the filter is wide", "[pixels][filter]") {
    for (const Filter filter : all_filters) {
        std::uint32_t most = 0;
        for_many_sizes([&](std::uint32_t old_size, std::uint32_t new_size) {
            const Weights weights{{.old_size = old_size, .new_size = new_size}, filter};
            most = std::max(most, std::min(weights.most_taps(), weights.most_active()));
        });
        CAPTURE(static_cast<int>(filter));
        CHECK(most <= 2 * support_of(filter) + 2);
        CHECK(most >= 2 * support_of(filter));
    }
}

TEST_CASE("a box covers old pixels by area", "[pixels][filter]") {
    const Weights weights{{.old_size = 3, .new_size = 2}, Filter::box};
    REQUIRE(weights.end(0) == 2);
    CHECK(weights.at(0, 0) == Approx(2.0 / 3));
    CHECK(weights.at(0, 1) == Approx(1.0 / 3));
    CHECK(weights.first(1) == 1);
    CHECK(weights.at(1, 1) == Approx(1.0 / 3));
    CHECK(weights.at(1, 2) == Approx(2.0 / 3));
    const Weights enlarged{{.old_size = 2, .new_size = 6}, Filter::box};
    for (std::uint32_t i = 0; i < 6; ++i)
        CHECK(enlarged.at(i, i / 3) == 1.0F);
}

TEST_CASE("a part of a row has the weights that it has in the whole", "[pixels][filter]") {
    for (const Filter filter : all_filters)
        for (const auto& [old_size, new_size] : {std::pair{97U, 31U}, {31U, 97U}}) {
            const Weights whole{{.old_size = old_size, .new_size = new_size}, filter};
            const Scaling scaling{
                .old_size = old_size, .new_size = new_size, .first = 7, .count = 19};
            const Weights part{scaling, filter};
            REQUIRE(part.size() == 19);
            for (std::uint32_t i = 0; i < 19; ++i) {
                CHECK(part.first(i) == whole.first(i + 7));
                CHECK(std::ranges::equal(part.of(i), whole.of(i + 7)));
            }
        }
}

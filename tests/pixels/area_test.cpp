// SPDX-License-Identifier: Apache-2.0
#include "pixels/area.hpp"

#include "pixels/patterns.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace penstock;

TEST_CASE("an area is copied to its place, and nothing else changes", "[pixels][area]") {
    for (const PixelType type : {PixelType::u8, PixelType::f32}) {
        Image from = Image::allocate({7, 5, 3, type, {}});
        pixels::draw(pixels::Pattern::noise, {}, from);
        Image to = Image::allocate({6, 6, 3, type, {}});
        std::ranges::fill(to.pixels(), std::byte{9});
        pixels::copy_area(from, {2, 1, 4, 3}, to, 1, 2);
        const std::size_t pixel = from.spec().pixel_bytes();
        std::size_t kept = 0;
        for (const std::byte byte : to.row(1))
            kept += byte == std::byte{9} ? 1U : 0U;
        CHECK(kept == 6 * pixel);
        for (std::uint32_t y = 0; y < 3; ++y) {
            CHECK(std::ranges::equal(to.row(2 + y).subspan(pixel, 4 * pixel),
                                     from.row(1 + y).subspan(2 * pixel, 4 * pixel)));
            CHECK(to.row(2 + y)[0] == std::byte{9});
            CHECK(to.row(2 + y)[5 * pixel] == std::byte{9});
        }
    }
}

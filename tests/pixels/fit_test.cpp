// SPDX-License-Identifier: Apache-2.0
#include "pixels/fit.hpp"

#include "support/catch.hpp"

using namespace penstock;

TEST_CASE("an image is fitted into a box in its proportions", "[pixels][fit]") {
    const auto size =
        [](std::uint32_t width, std::uint32_t height, std::uint64_t w, std::uint64_t h) {
            const ImageSpec to = pixels::fitted({width, height, 3, PixelType::u16, {}}, w, h);
            CHECK(to.channels == 3);
            CHECK(to.pixel_type == PixelType::u16);
            return std::to_string(to.width) + 'x' + std::to_string(to.height);
        };
    CHECK(size(400, 300, 100, 80) == "100x75");
    CHECK(size(300, 400, 100, 80) == "60x80");
    CHECK(size(1000, 1, 100, 80) == "100x1");
    CHECK(size(1, 1000, 100, 80) == "1x80");
    CHECK(size(50, 40, 100, 100) == "100x80");
}

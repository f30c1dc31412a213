// SPDX-License-Identifier: Apache-2.0
#include "pixels/paste.hpp"

#include "pixels/colour.hpp"
#include "support/catch.hpp"

#include <initializer_list>
#include <vector>

using namespace penstock;

namespace {

// One pixel laid over a canvas of (10, 20, 30).
std::vector<int> over_canvas(std::initializer_list<int> samples) {
    Image picture = Image::allocate(
        {1, 1, static_cast<std::uint32_t>(samples.size()), PixelType::u8, ColourSpace::srgb});
    std::size_t i = 0;
    for (const int sample : samples)
        picture.pixels()[i++] = static_cast<std::byte>(sample);
    Image canvas = Image::allocate({3, 2, 3, PixelType::u8, ColourSpace::srgb});
    pixels::fill(canvas, {10, 20, 30, 255});
    pixels::paste(picture, canvas, 1, 1);
    CHECK(std::to_integer<int>(canvas.row(0)[3]) == 10);
    CHECK(std::to_integer<int>(canvas.row(1)[2]) == 30);
    CHECK(std::to_integer<int>(canvas.row(1)[6]) == 10);
    const auto row = canvas.row(1);
    return {
        std::to_integer<int>(row[3]), std::to_integer<int>(row[4]), std::to_integer<int>(row[5])};
}

} // namespace

TEST_CASE("pictures of 1 to 4 channels are laid over an RGB canvas", "[pixels][paste]") {
    CHECK(over_canvas({200}) == std::vector{200, 200, 200});
    CHECK(over_canvas({1, 2, 3}) == std::vector{1, 2, 3});
    CHECK(over_canvas({1, 2, 3, 255}) == std::vector{1, 2, 3});
    CHECK(over_canvas({1, 2, 3, 0}) == std::vector{10, 20, 30});
    CHECK(over_canvas({200, 0}) == std::vector{10, 20, 30});
}

TEST_CASE("what is half transparent is blended and rounded", "[pixels][paste]") {
    // (200 * 128 + 10 * 127) / 255 = 105.4, ...
    CHECK(over_canvas({200, 200, 200, 128}) == std::vector{105, 110, 115});
    CHECK(over_canvas({255, 1}) == std::vector{11, 21, 31});
}

// SPDX-License-Identifier: Apache-2.0
#include "core/turn.hpp"

#include "penstock/image.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

using namespace penstock;

namespace {

// What EXIF says that row 0 and column 0 of the stored picture are, turned into where the pixel at
// (x, y) of the upright picture of `width` x `height` is stored.
std::pair<std::uint32_t, std::uint32_t> stored_place(std::uint8_t orientation,
                                                     std::uint32_t x,
                                                     std::uint32_t y,
                                                     std::uint32_t width,
                                                     std::uint32_t height) {
    switch (orientation) {
    case 1: // top, left
        return {x, y};
    case 2: // top, right
        return {width - 1 - x, y};
    case 3: // bottom, right
        return {width - 1 - x, height - 1 - y};
    case 4: // bottom, left
        return {x, height - 1 - y};
    case 5: // left, top
        return {y, x};
    case 6: // right, top
        return {y, width - 1 - x};
    case 7: // right, bottom
        return {height - 1 - y, width - 1 - x};
    default: // left, bottom
        return {height - 1 - y, x};
    }
}

// No two pixels near each other are alike.
Image numbered(const ImageSpec& spec) {
    Image image = Image::allocate(spec);
    std::uint32_t number = 1;
    for (std::byte& byte : image.pixels()) {
        number = number * 1664525U + 1013904223U;
        byte = static_cast<std::byte>(number >> 24U);
    }
    return image;
}

} // namespace

TEST_CASE("all eight orientations are turned upright pixel by pixel, for pixels of any size",
          "[core]") {
    for (const PixelType type : {PixelType::u8, PixelType::u16, PixelType::f32})
        for (const std::uint32_t channels : {1U, 2U, 3U, 4U, 5U})
            for (std::uint8_t orientation = 1; orientation <= 8; ++orientation) {
                const Image stored = numbered({130, 71, channels, type, {}});
                const ImageSpec spec = turned_spec(stored.spec(), Turn{orientation});
                CHECK(spec.width == (orientation < 5 ? 130U : 71U));
                Image upright = Image::allocate(spec);
                copy_turned(stored.spec(), Turn{orientation}, stored.pixels(), upright.pixels());
                const std::size_t size = spec.pixel_bytes();
                std::size_t wrong = 0;
                for (std::uint32_t y = 0; y < spec.height; ++y)
                    for (std::uint32_t x = 0; x < spec.width; ++x) {
                        const auto [from_x, from_y] =
                            stored_place(orientation, x, y, spec.width, spec.height);
                        if (!std::ranges::equal(upright.row(y).subspan(x * size, size),
                                                stored.row(from_y).subspan(from_x * size, size)))
                            ++wrong;
                    }
                INFO("orientation " << int{orientation} << ", " << spec.to_string());
                CHECK(wrong == 0);
            }
}

TEST_CASE("what leaves rows rows is turned in place like elsewhere, for every size", "[core]") {
    for (const PixelType type : {PixelType::u8, PixelType::u16, PixelType::f32})
        for (std::uint32_t channels = 1; channels <= 5; ++channels)
            for (const auto& [width, height] :
                 {std::pair{1U, 1U}, {1U, 7U}, {7U, 1U}, {2U, 2U}, {31U, 17U}, {64U, 33U}})
                for (const Turn turn : {Turn::none, Turn::mirror, Turn::half, Turn::flip}) {
                    Image image = numbered({width, height, channels, type, {}});
                    Image expected = Image::allocate(image.spec());
                    copy_turned(
                        image.spec(), turn, std::as_const(image).pixels(), expected.pixels());
                    turn_in_place(image, turn);
                    INFO("turn " << static_cast<int>(turn) << ", " << image.spec().to_string());
                    CHECK(std::ranges::equal(image.pixels(), expected.pixels()));
                }
}

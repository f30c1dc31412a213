// SPDX-License-Identifier: Apache-2.0
#include "codec/orientation.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace penstock::codec {
namespace {

// Where the source pixel of the target's (x, y) lies: origin + x * step_x + y * step_y, in bytes.
struct Walk {
    std::ptrdiff_t origin;
    std::ptrdiff_t step_x;
    std::ptrdiff_t step_y;
};

Walk walk_of(const ImageSpec& stored, std::uint8_t orientation) {
    const auto pixel = static_cast<std::ptrdiff_t>(stored.pixel_bytes());
    const auto row = static_cast<std::ptrdiff_t>(stored.row_bytes());
    const std::ptrdiff_t right = (std::ptrdiff_t{stored.width} - 1) * pixel;
    const std::ptrdiff_t bottom = (std::ptrdiff_t{stored.height} - 1) * row;
    switch (orientation) {
    case 2: // mirrored left to right
        return {right, -pixel, row};
    case 3: // upside down
        return {right + bottom, -pixel, -row};
    case 4: // mirrored top to bottom
        return {bottom, pixel, -row};
    case 5: // mirrored over the diagonal
        return {0, row, pixel};
    case 6: // lies on its left side
        return {bottom, -row, pixel};
    case 7: // mirrored over the other diagonal
        return {right + bottom, -row, -pixel};
    case 8: // lies on its right side
        return {right, row, -pixel};
    default:
        return {0, pixel, row};
    }
}

template <std::size_t PixelBytes>
void copy_pixels(const std::byte* from, std::ptrdiff_t step, std::byte* to, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i, from += step, to += PixelBytes)
        std::memcpy(to, from, PixelBytes);
}

void copy_any_pixels(const std::byte* from,
                     std::ptrdiff_t step,
                     std::byte* to,
                     std::uint32_t count,
                     std::size_t pixel_bytes) {
    for (std::uint32_t i = 0; i < count; ++i, from += step, to += pixel_bytes)
        std::memcpy(to, from, pixel_bytes);
}

void copy_run(const std::byte* from,
              std::ptrdiff_t step,
              std::byte* to,
              std::uint32_t count,
              std::size_t pixel_bytes) {
    switch (pixel_bytes) {
    case 1:
        return copy_pixels<1>(from, step, to, count);
    case 2:
        return copy_pixels<2>(from, step, to, count);
    case 3:
        return copy_pixels<3>(from, step, to, count);
    case 4:
        return copy_pixels<4>(from, step, to, count);
    case 6:
        return copy_pixels<6>(from, step, to, count);
    case 8:
        return copy_pixels<8>(from, step, to, count);
    case 12:
        return copy_pixels<12>(from, step, to, count);
    case 16:
        return copy_pixels<16>(from, step, to, count);
    default:
        return copy_any_pixels(from, step, to, count, pixel_bytes);
    }
}

} // namespace

ImageSpec upright_spec(const ImageSpec& stored, std::uint8_t orientation) {
    ImageSpec upright = stored;
    if (orientation >= 5)
        std::swap(upright.width, upright.height);
    return upright;
}

void turn_upright(const ImageSpec& stored,
                  std::uint8_t orientation,
                  std::span<const std::byte> source,
                  std::span<std::byte> target) {
    assert(source.size() == stored.bytes() && target.size() == stored.bytes());
    const ImageSpec upright = upright_spec(stored, orientation);
    const Walk walk = walk_of(stored, orientation);
    const std::size_t pixel_bytes = stored.pixel_bytes();
    // Squares: where rows become columns, a whole column would miss the cache at every pixel.
    constexpr std::uint32_t side = 64;
    for (std::uint32_t top = 0; top < upright.height; top += side)
        for (std::uint32_t left = 0; left < upright.width; left += side)
            for (std::uint32_t y = top; y < std::min(top + side, upright.height); ++y)
                copy_run(source.data() + walk.origin + walk.step_x * std::ptrdiff_t{left} +
                             walk.step_y * std::ptrdiff_t{y},
                         walk.step_x,
                         target.data() + y * upright.row_bytes() + left * pixel_bytes,
                         std::min(side, upright.width - left),
                         pixel_bytes);
}

} // namespace penstock::codec

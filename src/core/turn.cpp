// SPDX-License-Identifier: Apache-2.0
#include "core/turn.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <utility>

namespace penstock {
namespace {

// Where the source pixel of the target's (x, y) lies: origin + x * step_x + y * step_y, in bytes.
struct Walk {
    std::ptrdiff_t origin;
    std::ptrdiff_t step_x;
    std::ptrdiff_t step_y;
};

Walk walk_of(const ImageSpec& spec, Turn turn) {
    const auto pixel = static_cast<std::ptrdiff_t>(spec.pixel_bytes());
    const auto row = static_cast<std::ptrdiff_t>(spec.row_bytes());
    const std::ptrdiff_t right = (std::ptrdiff_t{spec.width} - 1) * pixel;
    const std::ptrdiff_t bottom = (std::ptrdiff_t{spec.height} - 1) * row;
    switch (turn) {
    case Turn::none:
        break;
    case Turn::mirror:
        return {right, -pixel, row};
    case Turn::half:
        return {right + bottom, -pixel, -row};
    case Turn::flip:
        return {bottom, pixel, -row};
    case Turn::transpose:
        return {0, row, pixel};
    case Turn::right:
        return {bottom, -row, pixel};
    case Turn::transverse:
        return {right + bottom, -row, -pixel};
    case Turn::left:
        return {right, row, -pixel};
    }
    return {0, pixel, row};
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

// Pixels from both ends change places, until the middle is reached.
template <std::size_t PixelBytes> void swap_ends(std::byte* front, std::byte* back) {
    std::array<std::byte, PixelBytes> kept;
    for (; front < back; front += PixelBytes, back -= PixelBytes) {
        std::memcpy(kept.data(), front, PixelBytes);
        std::memcpy(front, back, PixelBytes);
        std::memcpy(back, kept.data(), PixelBytes);
    }
}

void swap_ends_of_any(std::byte* front, std::byte* back, std::size_t pixel_bytes) {
    for (; front < back; front += pixel_bytes, back -= pixel_bytes)
        std::swap_ranges(front, front + pixel_bytes, back);
}

void reverse_pixels(std::span<std::byte> pixels, std::size_t pixel_bytes) {
    std::byte* const front = pixels.data();
    std::byte* const back = front + pixels.size() - pixel_bytes;
    switch (pixel_bytes) {
    case 1:
        return swap_ends<1>(front, back);
    case 2:
        return swap_ends<2>(front, back);
    case 3:
        return swap_ends<3>(front, back);
    case 4:
        return swap_ends<4>(front, back);
    case 6:
        return swap_ends<6>(front, back);
    case 8:
        return swap_ends<8>(front, back);
    case 12:
        return swap_ends<12>(front, back);
    case 16:
        return swap_ends<16>(front, back);
    default:
        return swap_ends_of_any(front, back, pixel_bytes);
    }
}

} // namespace

ImageSpec turned_spec(const ImageSpec& spec, Turn turn) {
    ImageSpec turned = spec;
    Shrunk& shrunk = turned.shrunk;
    if (turn >= Turn::transpose) {
        std::swap(turned.width, turned.height);
        std::swap(shrunk.width, shrunk.height);
        std::swap(shrunk.left, shrunk.top);
        std::swap(shrunk.right, shrunk.bottom);
    }
    if (turn == Turn::mirror || turn == Turn::half || turn == Turn::right ||
        turn == Turn::transverse)
        std::swap(shrunk.left, shrunk.right);
    if (turn == Turn::flip || turn == Turn::half || turn == Turn::left || turn == Turn::transverse)
        std::swap(shrunk.top, shrunk.bottom);
    return turned;
}

void copy_turned(const ImageSpec& spec,
                 Turn turn,
                 std::span<const std::byte> source,
                 std::span<std::byte> target) {
    assert(source.size() == spec.bytes() && target.size() == spec.bytes());
    const ImageSpec turned = turned_spec(spec, turn);
    const Walk walk = walk_of(spec, turn);
    const std::size_t pixel_bytes = spec.pixel_bytes();
    // Squares: where rows become columns, a whole column would miss the cache at every pixel.
    constexpr std::uint32_t side = 64;
    for (std::uint32_t top = 0; top < turned.height; top += side)
        for (std::uint32_t left = 0; left < turned.width; left += side)
            for (std::uint32_t y = top; y < std::min(top + side, turned.height); ++y)
                copy_run(source.data() + walk.origin + walk.step_x * std::ptrdiff_t{left} +
                             walk.step_y * std::ptrdiff_t{y},
                         walk.step_x,
                         target.data() + y * turned.row_bytes() + left * pixel_bytes,
                         std::min(side, turned.width - left),
                         pixel_bytes);
}

void turn_in_place(Image& image, Turn turn) {
    assert(turn < Turn::transpose);
    const ImageSpec& spec = image.spec();
    const std::span<std::byte> pixels = image.pixels();
    const std::size_t row = spec.row_bytes();
    if (turn == Turn::half)
        reverse_pixels(pixels, spec.pixel_bytes());
    if (turn == Turn::mirror)
        for (std::size_t y = 0; y < spec.height; ++y)
            reverse_pixels(pixels.subspan(y * row, row), spec.pixel_bytes());
    if (turn == Turn::flip)
        for (std::size_t y = 0; y < spec.height / 2; ++y) {
            const std::span<std::byte> upper = pixels.subspan(y * row, row);
            const std::span<std::byte> lower = pixels.subspan((spec.height - 1 - y) * row, row);
            std::swap_ranges(upper.begin(), upper.end(), lower.begin());
        }
    image.set_spec(turned_spec(spec, turn));
}

} // namespace penstock

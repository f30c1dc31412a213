// SPDX-License-Identifier: Apache-2.0
#include "pixels/paste.hpp"

#include <cassert>
#include <cstddef>

namespace penstock::pixels {
namespace {

std::byte blended(std::byte above, std::byte below, std::uint32_t alpha) {
    const auto over = std::to_integer<std::uint32_t>(above);
    const auto under = std::to_integer<std::uint32_t>(below);
    return static_cast<std::byte>((over * alpha + under * (255 - alpha) + 127) / 255);
}

} // namespace

void paste(const Image& picture, Image& canvas, std::uint32_t x, std::uint32_t y) {
    const ImageSpec& spec = picture.spec();
    assert(spec.pixel_type == PixelType::u8 && spec.channels >= 1 && spec.channels <= 4);
    assert(canvas.spec().pixel_bytes() == 3);
    assert(x + spec.width <= canvas.spec().width && y + spec.height <= canvas.spec().height);
    const bool is_gray = spec.channels <= 2;
    for (std::uint32_t row = 0; row < spec.height; ++row) {
        const std::byte* from = picture.row(row).data();
        std::byte* to = canvas.row(y + row).data() + std::size_t{x} * 3;
        for (std::uint32_t column = 0; column < spec.width; ++column) {
            const auto alpha =
                spec.has_alpha() ? std::to_integer<std::uint32_t>(from[spec.channels - 1]) : 255U;
            for (std::size_t channel = 0; channel < 3; ++channel)
                to[channel] = blended(from[is_gray ? 0 : channel], to[channel], alpha);
            from += spec.channels;
            to += 3;
        }
    }
}

} // namespace penstock::pixels

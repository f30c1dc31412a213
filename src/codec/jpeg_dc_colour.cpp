// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_dc_colour.hpp"

#include <algorithm>
#include <cstdint>

namespace penstock::codec {
namespace {

constexpr int fraction_bits = 16;
constexpr std::int32_t half = 1 << (fraction_bits - 1);

constexpr std::int32_t fixed(double value) {
    return static_cast<std::int32_t>(value * (1 << fraction_bits) + 0.5);
}

std::byte limited(std::int32_t value) {
    return static_cast<std::byte>(std::clamp(value, 0, 255));
}

} // namespace

void ycc_to_rgb(std::span<const std::byte> luma,
                std::span<const std::byte> blue,
                std::span<const std::byte> red,
                std::span<std::byte> rgb) {
    for (std::size_t i = 0; i < luma.size(); ++i) {
        const auto y = std::to_integer<std::int32_t>(luma[i]);
        const std::int32_t cb = std::to_integer<std::int32_t>(blue[i]) - 128;
        const std::int32_t cr = std::to_integer<std::int32_t>(red[i]) - 128;
        rgb[i * 3] = limited(y + ((fixed(1.40200) * cr + half) >> fraction_bits));
        rgb[i * 3 + 1] =
            limited(y + ((-fixed(0.34414) * cb - fixed(0.71414) * cr + half) >> fraction_bits));
        rgb[i * 3 + 2] = limited(y + ((fixed(1.77200) * cb + half) >> fraction_bits));
    }
}

} // namespace penstock::codec

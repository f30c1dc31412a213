// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>

namespace penstock::pixels {

/// The value of an IEEE half. Exact.
[[nodiscard]] inline float float_from_half(std::uint16_t half) {
    constexpr std::uint32_t exponent_mask = 0x7C00U << 13U;
    std::uint32_t bits = (half & 0x7FFFU) << 13U;
    const std::uint32_t exponent = bits & exponent_mask;
    bits += (127U - 15U) << 23U;
    if (exponent == exponent_mask) { // infinity, NaN
        bits += (128U - 16U) << 23U;
    } else if (exponent == 0) { // zero, subnormal: let the subtraction normalise it
        bits += 1U << 23U;
        bits = std::bit_cast<std::uint32_t>(std::bit_cast<float>(bits) -
                                            std::bit_cast<float>(113U << 23U));
    }
    return std::bit_cast<float>(bits | (half & 0x8000U) << 16U);
}

/// The nearest IEEE half, ties to even; too large becomes infinity, NaN stays NaN.
[[nodiscard]] inline std::uint16_t half_from_float(float value) {
    constexpr std::uint32_t infinity = 255U << 23U;
    constexpr std::uint32_t too_large = (127U + 16U) << 23U;
    constexpr std::uint32_t smallest_normal = 113U << 23U;
    // Adding this makes the float unit shift a subnormal half's bits to the bottom, rounding them.
    constexpr std::uint32_t subnormal_magic = (127U - 15U + 23U - 10U + 1U) << 23U;

    std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = bits & 0x80000000U;
    bits ^= sign;
    std::uint32_t half = 0;
    if (bits >= too_large) {
        half = bits > infinity ? 0x7E00U : 0x7C00U;
    } else if (bits < smallest_normal) {
        const float shifted = std::bit_cast<float>(bits) + std::bit_cast<float>(subnormal_magic);
        half = std::bit_cast<std::uint32_t>(shifted) - subnormal_magic;
    } else {
        const std::uint32_t is_odd = (bits >> 13U) & 1U;
        half = (bits - ((127U - 15U) << 23U) + 0xFFFU + is_odd) >> 13U;
    }
    return static_cast<std::uint16_t>(half | sign >> 16U);
}

} // namespace penstock::pixels

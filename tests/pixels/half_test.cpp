// SPDX-License-Identifier: Apache-2.0
#include "pixels/half.hpp"

#include "support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

using penstock::pixels::float_from_half;
using penstock::pixels::half_from_float;

namespace {

// The definition, without any trick.
double value_of_half(std::uint16_t half) {
    const int exponent = half >> 10 & 31;
    const int mantissa = half & 1023;
    const double magnitude = exponent == 0    ? std::ldexp(mantissa, -24)
                             : exponent == 31 ? std::numeric_limits<double>::infinity()
                                              : std::ldexp(1024 + mantissa, exponent - 25);
    return half & 0x8000 ? -magnitude : magnitude;
}

bool is_nan(std::uint16_t half) {
    return (half & 0x7C00) == 0x7C00 && (half & 0x3FF) != 0;
}

} // namespace

TEST_CASE("every half becomes the float of its value, and comes back", "[pixels][half]") {
    int wrong = 0;
    for (std::uint32_t bits = 0; bits < 65536; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const float value = float_from_half(half);
        if (is_nan(half))
            wrong += !std::isnan(value) || !is_nan(half_from_float(value));
        else
            wrong +=
                static_cast<double>(value) != value_of_half(half) || half_from_float(value) != half;
    }
    CHECK(wrong == 0);
}

TEST_CASE("a float between two halfs becomes the nearer one, and the even one of a tie",
          "[pixels][half]") {
    int wrong = 0;
    for (std::uint32_t bits = 0; bits < 0x7BFF; ++bits) {
        const auto below = static_cast<std::uint16_t>(bits);
        const auto above = static_cast<std::uint16_t>(bits + 1);
        const auto middle =
            static_cast<float>((value_of_half(below) + value_of_half(above)) / 2); // exact
        wrong += half_from_float(middle) != (bits % 2 == 0 ? below : above);
        wrong += half_from_float(std::nextafter(middle, 0.0F)) != below;
        wrong += half_from_float(std::nextafter(middle, 1e9F)) != above;
        wrong += half_from_float(-std::nextafter(middle, 1e9F)) != (above | 0x8000);
    }
    CHECK(wrong == 0);
}

TEST_CASE("what is too large for a half becomes infinity, what is too small zero",
          "[pixels][half]") {
    CHECK(half_from_float(65519.0F) == 0x7BFF);
    CHECK(half_from_float(65520.0F) == 0x7C00);
    CHECK(half_from_float(-1e30F) == 0xFC00);
    CHECK(half_from_float(std::numeric_limits<float>::infinity()) == 0x7C00);
    CHECK(half_from_float(1e-30F) == 0);
    CHECK(half_from_float(-1e-30F) == 0x8000);
    CHECK(half_from_float(std::numeric_limits<float>::denorm_min()) == 0);
}

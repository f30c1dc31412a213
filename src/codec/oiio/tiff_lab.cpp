// SPDX-License-Identifier: Apache-2.0
#include "codec/oiio/tiff_lab.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace penstock::codec {
namespace {

// Of linear light, 0 to 1. So many that each step of the darkest samples has some of its own.
using Curve = std::array<std::byte, 16'384>;

Curve srgb_curve() {
    Curve curve{};
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const double light = static_cast<double>(i) / static_cast<double>(curve.size() - 1);
        const double value =
            light <= 0.0031308 ? light * 12.92 : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
        curve[i] = static_cast<std::byte>(value * 255 + 0.5);
    }
    return curve;
}

std::byte sample_of(const Curve& curve, float light) {
    constexpr auto last = static_cast<float>(std::tuple_size_v<Curve> - 1);
    return curve[static_cast<std::size_t>(std::clamp(light * last + 0.5F, 0.0F, last))];
}

// CIE 15: the cube, and a line near black.
float light_of(float value) {
    constexpr float bend = 6.0F / 29.0F;
    return value > bend ? value * value * value : 3 * bend * bend * (value - 4.0F / 29.0F);
}

float with_sign(std::byte sample) {
    return static_cast<float>(static_cast<std::int8_t>(std::to_integer<int>(sample)));
}

} // namespace

void lab_to_srgb(std::span<std::byte> pixels) {
    static const Curve curve = srgb_curve();
    for (std::size_t at = 0; at + 3 <= pixels.size(); at += 3) {
        const float lightness =
            static_cast<float>(std::to_integer<int>(pixels[at])) * (100.0F / 255.0F);
        const float middle = (lightness + 16) / 116;
        // The white of D50, and the matrix from there to sRGB, after Lindbloom.
        const float x = 0.96422F * light_of(middle + with_sign(pixels[at + 1]) / 500);
        const float y = light_of(middle);
        const float z = 0.82521F * light_of(middle - with_sign(pixels[at + 2]) / 200);
        pixels[at] = sample_of(curve, 3.1338561F * x - 1.6168667F * y - 0.4906146F * z);
        pixels[at + 1] = sample_of(curve, -0.9787684F * x + 1.9161415F * y + 0.0334540F * z);
        pixels[at + 2] = sample_of(curve, 0.0719453F * x - 0.2289914F * y + 1.4052427F * z);
    }
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

// Pixels as numbers, for references in double precision: none of what is tested takes part.
namespace penstock::test {

inline constexpr PixelType all_types[] = {
    PixelType::u8, PixelType::u16, PixelType::f16, PixelType::f32};

inline double half_value(std::uint16_t bits) {
    const int exponent = bits >> 10 & 0x1F;
    const int mantissa = bits & 0x3FF;
    const double size =
        exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25);
    return (bits & 0x8000) != 0 ? -size : size;
}

template <class T> T sample_at(const Image& image, std::size_t i) {
    T sample;
    std::memcpy(&sample, image.pixels().data() + i * sizeof(T), sizeof(T));
    return sample;
}

/// Integers as 0..1.
inline double value_at(const Image& image, std::size_t i) {
    switch (image.spec().pixel_type) {
    case PixelType::u8:
        return sample_at<std::uint8_t>(image, i) / 255.0;
    case PixelType::u16:
        return sample_at<std::uint16_t>(image, i) / 65535.0;
    case PixelType::f16:
        return half_value(sample_at<std::uint16_t>(image, i));
    case PixelType::f32:
        break;
    }
    return static_cast<double>(sample_at<float>(image, i));
}

inline std::size_t sample_count(const Image& image) {
    return image.spec().pixels() * image.spec().channels;
}

inline std::vector<double> values_of(const Image& image) {
    std::vector<double> values(sample_count(image));
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = value_at(image, i);
    return values;
}

/// Noise of 0..1, the same for the same seed. Floats of an image without alpha go up to 2, and some
/// are negative.
inline Image noise(const ImageSpec& spec, std::uint32_t seed = 1) {
    Image image = Image::allocate(spec);
    const std::size_t size = spec.bytes() / bytes_of(spec.pixel_type);
    for (std::size_t i = 0; i < size; ++i) {
        seed = seed * 1664525U + 1013904223U;
        const bool is_wide = !spec.has_alpha();
        auto word = static_cast<std::uint16_t>(seed >> 16U);
        float real = static_cast<float>(seed >> 8U) / 16777216.0F;
        if (is_wide)
            real = real * 2.25F - 0.25F;
        std::byte* const to = image.pixels().data() + i * bytes_of(spec.pixel_type);
        if (spec.pixel_type == PixelType::f32) {
            std::memcpy(to, &real, sizeof(real));
        } else if (spec.pixel_type == PixelType::f16) {
            // 2^-7 to 1, or to 2 with a sign.
            const int exponent = 8 + static_cast<int>(word % (is_wide ? 8U : 7U));
            word = static_cast<std::uint16_t>((is_wide ? word & 0x8000U : 0U) |
                                              static_cast<std::uint32_t>(exponent) << 10U |
                                              (word >> 3U & 0x3FFU));
            std::memcpy(to, &word, sizeof(word));
        } else {
            std::memcpy(to, &word, bytes_of(spec.pixel_type));
        }
    }
    return image;
}

/// How far a result of that type may be from the value that it stands for: half a step, and what
/// single precision loses on the way.
inline double rounding_of(PixelType type, double value) {
    switch (type) {
    case PixelType::u8:
        return 0.501 / 255;
    case PixelType::u16:
        return 0.55 / 65535;
    case PixelType::f16:
        return std::max(std::abs(value), 1.0 / 16384) / 2040;
    case PixelType::f32:
        break;
    }
    return std::max(std::abs(value), 0.1) * 3e-6;
}

/// What an image of that type holds of a value.
inline double held(PixelType type, double value) {
    return is_integer(type) ? std::min(std::max(value, 0.0), 1.0) : value;
}

/// How many samples of the image are not what is expected.
inline int count_wrong(const Image& image, const std::vector<double>& expected, double slack = 1) {
    int wrong = image.spec().channels * image.spec().pixels() == expected.size() ? 0 : 1;
    for (std::size_t i = 0; wrong == 0 && i < expected.size(); ++i) {
        const PixelType type = image.spec().pixel_type;
        const double value = held(type, expected[i]);
        wrong += !(std::abs(value_at(image, i) - value) <= slack * rounding_of(type, value));
    }
    return wrong;
}

/// IEC 61966-2-1.
inline double light_of(double value) {
    const double size = std::abs(value);
    const double light = size <= 0.04045 ? size / 12.92 : std::pow((size + 0.055) / 1.055, 2.4);
    return std::copysign(light, value);
}
inline double srgb_of(double light) {
    const double size = std::abs(light);
    const double value =
        size <= 0.0031308 ? size * 12.92 : 1.055 * std::pow(size, 1.0 / 2.4) - 0.055;
    return std::copysign(value, light);
}

} // namespace penstock::test

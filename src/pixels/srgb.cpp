// SPDX-License-Identifier: Apache-2.0
#include "pixels/srgb.hpp"

#include "penstock/failure.hpp"

#include "pixels/pieces.hpp"
#include "pixels/samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace penstock::pixels {
namespace {

// Below these the curve is a straight line.
constexpr float last_linear_srgb = 0.04045F;
constexpr float last_linear_light = 0.0031308F;
constexpr float slope = 12.92F;

/// x to a power for every finite x > 0, from two tables: 2^e to the power for each exponent, and
/// the power of the mantissa at 2048 places, with straight lines between them, which are off by
/// 1e-7 at most. Several times as fast as std::pow, and the same on every machine.
class Power {
public:
    explicit Power(double exponent) {
        for (std::size_t i = 0; i < by_exponent_.size(); ++i)
            by_exponent_[i] =
                static_cast<float>(std::pow(2.0, (static_cast<double>(i) - 127.0) * exponent));
        for (std::size_t i = 0; i < by_mantissa_.size(); ++i)
            by_mantissa_[i] =
                static_cast<float>(std::pow(1.0 + static_cast<double>(i) / 2048.0, exponent));
    }

    [[nodiscard]] float of(float x) const {
        const auto bits = std::bit_cast<std::uint32_t>(x);
        const std::uint32_t place = bits >> 12U & 0x7FFU;
        const float between = static_cast<float>(bits & 0xFFFU) * (1.0F / 4096.0F);
        const float low = by_mantissa_[place];
        return (low + between * (by_mantissa_[place + 1] - low)) * by_exponent_[bits >> 23U];
    }

private:
    std::array<float, 255> by_exponent_{};
    std::array<float, 2049> by_mantissa_{};
};

const Power& power_of_light() {
    static const Power power{2.4};
    return power;
}

const Power& power_of_srgb() {
    static const Power power{1.0 / 2.4};
    return power;
}

constexpr float largest_finite = std::numeric_limits<float>::max();

template <class T> using LightOf = std::array<float, std::size_t{1} << 8 * sizeof(T)>;

// The light of each integer.
template <class T> const LightOf<T>& light_table() {
    static const LightOf<T> table = [] {
        LightOf<T> light{};
        for (std::size_t i = 0; i < light.size(); ++i) {
            const double value = static_cast<double>(i) / static_cast<double>(light.size() - 1);
            light[i] = static_cast<float>(
                value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4));
        }
        return light;
    }();
    return table;
}

template <class T>
void look_up(const ImageSpec& spec, const std::byte* from, std::size_t count, float* to) {
    const LightOf<T>& table = light_table<T>();
    for_each_colour(spec, count, [&](std::size_t i) {
        T sample;
        std::memcpy(&sample, from + i * sizeof(T), sizeof(T));
        to[i] = table[sample];
    });
}

} // namespace

float linear_from_srgb(float value) {
    const float size = std::abs(value);
    if (!(size <= largest_finite))
        return value;
    if (size <= last_linear_srgb)
        return value / slope;
    return std::copysign(power_of_light().of((size + 0.055F) / 1.055F), value);
}

float srgb_from_linear(float light) {
    const float size = std::abs(light);
    if (!(size <= largest_finite))
        return light;
    if (size <= last_linear_light)
        return light * slope;
    return std::copysign(1.055F * power_of_srgb().of(size) - 0.055F, light);
}

void check_colours(const ImageSpec& spec) {
    if (spec.channels > 4)
        throw ItemError{ErrorClass::unsupported,
                        fmt::format("the image has {} channels, whose meaning is not known, so "
                                    "nobody can say which of them are colours; expected 1 to 4",
                                    spec.channels)};
}

bool holds_light(const ImageSpec& spec) {
    check_colours(spec);
    if (spec.colour_space == ColourSpace::unspecified)
        throw ItemError{ErrorClass::unsupported,
                        "the image does not say whether its values are those of sRGB or linear; "
                        "put a node color_convert before this one, whose from says what they are"};
    return spec.colour_space == ColourSpace::linear;
}

void load_light(const ImageSpec& spec, const std::byte* from, std::size_t count, float* to) {
    if (!is_integer(spec.pixel_type) || spec.has_alpha())
        load_samples(spec.pixel_type, from, count, to);
    if (spec.pixel_type == PixelType::u8)
        look_up<std::uint8_t>(spec, from, count, to);
    else if (spec.pixel_type == PixelType::u16)
        look_up<std::uint16_t>(spec, from, count, to);
    else
        for_each_colour(spec, count, [to](std::size_t i) { to[i] = linear_from_srgb(to[i]); });
}

void store_light(const ImageSpec& spec, std::span<const float> from, std::byte* to) {
    constexpr std::size_t most = 1024;
    std::array<float, most> piece;
    const std::size_t step = most / spec.channels * spec.channels;
    for (std::size_t done = 0; done < from.size(); done += step) {
        const std::size_t count = std::min(step, from.size() - done);
        std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(done), count, piece.begin());
        for_each_colour(
            spec, count, [&piece](std::size_t i) { piece[i] = srgb_from_linear(piece[i]); });
        store_samples(spec.pixel_type, piece.data(), count, to + done * bytes_of(spec.pixel_type));
    }
}

} // namespace penstock::pixels

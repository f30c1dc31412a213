// SPDX-License-Identifier: Apache-2.0
#include "pixels/tone.hpp"

#include "pixels/luma.hpp"
#include "pixels/pieces.hpp"
#include "pixels/samples.hpp"
#include "pixels/srgb.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>

namespace penstock::pixels {
namespace {

constexpr std::size_t words = std::size_t{1} << 16U; // that there are

template <class T> T on_curve(const ToneCurve& curve, T t) {
    if (curve.is_step)
        t = t >= T{0.5} ? T{1} : T{0};
    if (curve.exponent != 1)
        t = std::copysign(std::pow(std::abs(t), static_cast<T>(curve.exponent)), t);
    return static_cast<T>(curve.low) + static_cast<T>(curve.high - curve.low) * t;
}

template <class T> T mapped(const ToneCurve& curve, T integer) {
    constexpr double most = std::numeric_limits<T>::max();
    const double t = std::clamp(curve.slope * (integer / most) + curve.offset, 0.0, 1.0);
    const double value = std::clamp(on_curve(curve, t), 0.0, 1.0);
    return static_cast<T>(value * most + 0.5);
}

std::uint64_t samples_of(const ImageSpec& spec) {
    return spec.pixels() * spec.channels;
}

template <class T, class Map> void change(Image& image, Map map) {
    std::byte* const bytes = image.pixels().data();
    for_each_colour(image.spec(), samples_of(image.spec()), [bytes, map](std::size_t i) {
        T sample;
        std::memcpy(&sample, bytes + i * sizeof(T), sizeof(T));
        sample = map(sample);
        std::memcpy(bytes + i * sizeof(T), &sample, sizeof(T));
    });
}

template <class T> void look_up(Image& image, const ToneCurve& curve, std::span<T> table) {
    for (std::size_t i = 0; i < table.size(); ++i)
        table[i] = mapped(curve, static_cast<T>(i));
    change<T>(image, [table](T sample) { return table[sample]; });
}

void compute(Image& image, const ToneCurve& curve) {
    const ImageSpec& spec = image.spec();
    const auto slope = static_cast<float>(curve.slope);
    const auto offset = static_cast<float>(curve.offset);
    convert_pieces(image, [&](std::byte* bytes, std::span<float> floats) {
        load_samples(spec.pixel_type, bytes, floats.size(), floats.data());
        for_each_colour(spec, floats.size(), [&](std::size_t i) {
            // Without a slope, infinity becomes what all else does.
            floats[i] = on_curve(curve, slope == 0 ? offset : slope * floats[i] + offset);
        });
        store_samples(spec.pixel_type, floats.data(), floats.size(), bytes);
    });
}

} // namespace

std::uint64_t tone_scratch_bytes(const ImageSpec& spec) {
    const bool has_table = spec.pixel_type == PixelType::u16 && samples_of(spec) >= words;
    return has_table ? words * sizeof(std::uint16_t) : 0;
}

void apply_tone(Image& image, const ToneCurve& curve, std::span<std::byte> scratch) {
    check_colours(image.spec());
    const std::uint64_t table_bytes = tone_scratch_bytes(image.spec());
    assert(scratch.size() >= table_bytes);
    if (curve == ToneCurve{})
        return;
    if (image.spec().pixel_type == PixelType::u8) {
        std::array<std::uint8_t, 256> table{};
        look_up<std::uint8_t>(image, curve, table);
    } else if (table_bytes > 0) {
        look_up<std::uint16_t>(
            image, curve, {reinterpret_cast<std::uint16_t*>(scratch.data()), words});
    } else if (image.spec().pixel_type == PixelType::u16) {
        change<std::uint16_t>(image,
                              [&curve](std::uint16_t sample) { return mapped(curve, sample); });
    } else {
        compute(image, curve);
    }
}

ToneCurve levels_curve(const Levels& levels) {
    assert(levels.black < levels.white && levels.gamma > 0);
    const double slope = 1 / (levels.white - levels.black);
    return {.slope = slope,
            .offset = -levels.black * slope,
            .exponent = 1 / levels.gamma,
            .low = levels.out_black,
            .high = levels.out_white};
}

ToneCurve brightness_contrast_curve(double brightness, double contrast) {
    if (std::abs(brightness) == 1)
        return {.slope = 0, .offset = (1 + brightness) / 2};
    const double slope =
        contrast == 0 ? 1 : std::max(std::tan((contrast + 1) * std::numbers::pi / 4), 0.0);
    // Beyond that, halfs of 0..1 could become infinite.
    constexpr double steepest = 32768;
    if (slope > steepest)
        return {.offset = brightness / 2, .is_step = true};
    return {.slope = slope, .offset = brightness + (1 - brightness) / 2 * (1 - slope)};
}

void saturate(Image& image, double amount) {
    const ImageSpec& spec = image.spec();
    check_colours(spec);
    if (spec.channels < 3 || amount == 1)
        return;
    const auto factor = static_cast<float>(amount);
    convert_pieces(image, [&](std::byte* bytes, std::span<float> floats) {
        load_samples(spec.pixel_type, bytes, floats.size(), floats.data());
        for (std::size_t i = 0; i < floats.size(); i += spec.channels) {
            float* const rgb = &floats[i];
            const float luma = luma_of(rgb);
            for (std::size_t c = 0; c < 3; ++c)
                rgb[c] = luma + factor * (rgb[c] - luma);
        }
        store_samples(spec.pixel_type, floats.data(), floats.size(), bytes);
    });
}

} // namespace penstock::pixels

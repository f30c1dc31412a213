// SPDX-License-Identifier: Apache-2.0
#include "codec/oiio/premultiply.hpp"

#include <OpenImageIO/half.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace penstock::codec {
namespace {

// What a sample of full strength is, and how a number becomes a sample.
template <class Sample> struct Samples {
    static constexpr float full = 1.0F;
    static Sample from(float value) { return Sample(value); }
};
template <> struct Samples<std::uint8_t> {
    static constexpr float full = 255.0F;
    static std::uint8_t from(float value) {
        return static_cast<std::uint8_t>(std::min(value + 0.5F, full));
    }
};
template <> struct Samples<std::uint16_t> {
    static constexpr float full = 65535.0F;
    static std::uint16_t from(float value) {
        return static_cast<std::uint16_t>(std::min(value + 0.5F, full));
    }
};

template <class Sample, class Change>
void change_colours(std::span<std::byte> pixels, std::uint32_t channels, Change change) {
    const std::size_t step = sizeof(Sample) * channels;
    for (std::size_t at = 0; at + step <= pixels.size(); at += step) {
        const auto pixel = pixels.subspan(at, step);
        Sample alpha{};
        std::memcpy(&alpha, pixel.last(sizeof(Sample)).data(), sizeof(Sample));
        const float share = static_cast<float>(alpha) / Samples<Sample>::full;
        if (share == 0.0F || share == 1.0F)
            continue;
        for (std::uint32_t c = 0; c + 1 < channels; ++c) {
            Sample sample{};
            std::memcpy(&sample, &pixel[c * sizeof(Sample)], sizeof(Sample));
            sample = Samples<Sample>::from(change(static_cast<float>(sample), share));
            std::memcpy(&pixel[c * sizeof(Sample)], &sample, sizeof(Sample));
        }
    }
}

template <class Change>
void change_colours_of(std::span<std::byte> pixels,
                       PixelType type,
                       std::uint32_t channels,
                       Change change) {
    switch (type) {
    case PixelType::u8:
        return change_colours<std::uint8_t>(pixels, channels, change);
    case PixelType::u16:
        return change_colours<std::uint16_t>(pixels, channels, change);
    case PixelType::f16:
        return change_colours<half>(pixels, channels, change);
    case PixelType::f32:
        return change_colours<float>(pixels, channels, change);
    }
}

} // namespace

void unpremultiply(std::span<std::byte> pixels, PixelType type, std::uint32_t channels) {
    change_colours_of(
        pixels, type, channels, [](float colour, float alpha) { return colour / alpha; });
}

void premultiply(std::span<std::byte> pixels, PixelType type, std::uint32_t channels) {
    change_colours_of(
        pixels, type, channels, [](float colour, float alpha) { return colour * alpha; });
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "pixels/texture.hpp"

#include "core/hash.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace penstock::pixels {
namespace {

struct Plane {
    std::uint32_t width;
    std::uint32_t height;
    std::pmr::vector<std::int16_t> samples;
};

// How strong the detail of each scale is, coarsest first: cell, cell / 2, ... 1 pixels.
constexpr std::size_t scales = 6;
using Amplitudes = std::array<std::int32_t, scales>;
constexpr Amplitudes brightness = {2500, 2000, 1400, 1000, 660, 440};
constexpr std::int32_t edge = 1000; // of either side of a contour
constexpr Amplitudes colour = {1200, 700, 300, 200, 0, 0};

constexpr std::int32_t sum(const Amplitudes& amplitudes) {
    std::int32_t result = edge;
    for (const std::int32_t amplitude : amplitudes)
        result += amplitude;
    return result;
}
static_assert(sum(brightness) + sum(colour) <= Texture::most);

// Adds random numbers of up to +-amplitude; four of 16 bits come out of one hash.
void add_noise(Plane& plane, std::int32_t amplitude, std::uint64_t id) {
    if (amplitude == 0)
        return;
    std::uint64_t random = 0;
    for (std::size_t i = 0; i < plane.samples.size(); ++i) {
        random = i % 4 == 0 ? hash(id + i) : random >> 16U;
        const auto noise = static_cast<std::int16_t>(random & 0xFFFFU);
        plane.samples[i] = static_cast<std::int16_t>(plane.samples[i] + noise * amplitude / 32768);
    }
}

// Twice as many rows and columns, the new ones halfway between their neighbours.
Plane doubled(const Plane& plane) {
    Plane result{plane.width * 2,
                 plane.height * 2,
                 std::pmr::vector<std::int16_t>{plane.samples.get_allocator()}};
    result.samples.resize(plane.samples.size() * 4);
    for (std::uint32_t y = 0; y < plane.height; ++y) {
        const std::int16_t* const here = plane.samples.data() + std::size_t{y} * plane.width;
        const std::int16_t* const below =
            plane.samples.data() + std::size_t{(y + 1) % plane.height} * plane.width;
        std::int16_t* const upper = result.samples.data() + std::size_t{y} * 2 * result.width;
        std::int16_t* const lower = upper + result.width;
        for (std::uint32_t x = 0; x < plane.width; ++x) {
            const std::uint32_t next = x + 1 < plane.width ? x + 1 : 0;
            const std::int32_t top = here[x] + here[next];
            const std::int32_t bottom = below[x] + below[next];
            upper[2 * x] = here[x];
            upper[2 * x + 1] = static_cast<std::int16_t>(top >> 1);
            lower[2 * x] = static_cast<std::int16_t>((here[x] + below[x]) >> 1);
            lower[2 * x + 1] = static_cast<std::int16_t>((top + bottom) >> 2);
        }
    }
    return result;
}

// Steepens what is near 0: contours of things.
void add_edges(Plane& plane) {
    for (std::int16_t& sample : plane.samples)
        sample = static_cast<std::int16_t>(sample + std::clamp(3 * sample, -edge, edge));
}

Plane fractal(Texture::Size size,
              const Amplitudes& amplitudes,
              std::uint64_t id,
              std::pmr::memory_resource& memory) {
    constexpr std::size_t edge_scale = 3;
    Plane plane{size.width / Texture::cell,
                size.height / Texture::cell,
                std::pmr::vector<std::int16_t>{&memory}};
    plane.samples.resize(std::size_t{plane.width} * plane.height);
    for (std::size_t scale = 0; scale < scales; ++scale) {
        if (scale > 0)
            plane = doubled(plane);
        if (scale == edge_scale)
            add_edges(plane);
        add_noise(plane, amplitudes[scale], hash(id + scale));
    }
    return plane;
}

} // namespace

Texture::Texture(Size size,
                 std::uint32_t channels,
                 std::uint64_t id,
                 std::pmr::memory_resource& memory)
    : size_{size}, row_samples_{std::size_t{size.width} * channels}, samples_{&memory} {
    assert(size.width % cell == 0 && size.height % cell == 0);
    const Plane luma = fractal(size, brightness, hash(id), memory);
    samples_.resize(luma.samples.size() * channels); // an alpha channel has no texture
    if (channels < 3) {
        for (std::size_t i = 0; i < luma.samples.size(); ++i)
            samples_[i * channels] = luma.samples[i];
        return;
    }
    const Plane blue = fractal(size, colour, hash(id + 1), memory);
    const Plane red = fractal(size, colour, hash(id + 2), memory);
    for (std::size_t i = 0; i < luma.samples.size(); ++i) {
        std::int16_t* const pixel = samples_.data() + i * channels;
        pixel[0] = static_cast<std::int16_t>(luma.samples[i] + red.samples[i]);
        pixel[1] =
            static_cast<std::int16_t>(luma.samples[i] - (red.samples[i] + blue.samples[i]) / 4);
        pixel[2] = static_cast<std::int16_t>(luma.samples[i] + blue.samples[i]);
    }
}

std::span<const std::int16_t> Texture::row(std::uint64_t y) const {
    return std::span{samples_}.subspan(y % size_.height * row_samples_, row_samples_);
}

std::uint64_t texture_bytes(Texture::Size size, std::uint32_t channels) {
    // The interleaved samples beside one plane or three, each of which had a quarter of its samples
    // before, and a quarter of those before that.
    const std::uint64_t planes = channels < 3 ? 1 : 3;
    const std::uint64_t samples = std::uint64_t{size.width} * size.height;
    return sizeof(std::int16_t) * (samples * channels + (samples * planes * 4 + 2) / 3);
}

} // namespace penstock::pixels

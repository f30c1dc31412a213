// SPDX-License-Identifier: Apache-2.0
#include "pixels/flatten.hpp"

#include "pixels/samples.hpp"
#include "pixels/srgb.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <span>

namespace penstock::pixels {
namespace {

// Pixels go through stack memory in pieces of so many.
constexpr std::size_t piece_pixels = 256;

void blend(const float* in,
           std::size_t channels,
           const std::array<float, 4>& background,
           float* out,
           std::size_t pixels) {
    const std::size_t colours = channels - 1;
    for (std::size_t i = 0; i < pixels; ++i, in += channels, out += colours)
        for (std::size_t c = 0; c < colours; ++c)
            out[c] = background[c] + (in[c] - background[c]) * in[colours];
}

} // namespace

ImageSpec flattened_spec(ImageSpec spec) {
    if (spec.has_alpha())
        --spec.channels;
    return spec;
}

void flatten(const Image& in, Image& out, const FlattenOptions& options) {
    const ImageSpec& from = in.spec();
    const ImageSpec& to = out.spec();
    assert(from.has_alpha() && to == flattened_spec(from));
    std::array<float, 4> background = colour_in(from, options.background);
    if (options.linear)
        for (float& value : background)
            value = linear_from_srgb(value);
    std::array<float, piece_pixels * 4> before;
    std::array<float, piece_pixels * 3> after;
    const std::uint64_t pixels = from.pixels();
    for (std::uint64_t done = 0; done < pixels; done += piece_pixels) {
        const std::size_t count = std::min<std::uint64_t>(piece_pixels, pixels - done);
        const std::byte* const source = in.pixels().data() + done * from.pixel_bytes();
        std::byte* const target = out.pixels().data() + done * to.pixel_bytes();
        if (options.linear)
            load_light(from, source, count * from.channels, before.data());
        else
            load_samples(from.pixel_type, source, count * from.channels, before.data());
        blend(before.data(), from.channels, background, after.data(), count);
        if (options.linear)
            store_light(to, std::span{after}.first(count * to.channels), target);
        else
            store_samples(to.pixel_type, after.data(), count * to.channels, target);
    }
}

} // namespace penstock::pixels

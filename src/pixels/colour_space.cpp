// SPDX-License-Identifier: Apache-2.0
#include "pixels/colour_space.hpp"

#include "pixels/samples.hpp"
#include "pixels/srgb.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::pixels {
namespace {

// Pixels go through stack memory in pieces of so many.
constexpr std::size_t piece_pixels = 256;
using Piece = std::array<float, piece_pixels * 4>;

// Calls with the bytes of some pixels, how many samples they are, and floats for these.
template <class Convert> void convert_pieces(Image& image, Convert convert) {
    const ImageSpec& spec = image.spec();
    Piece piece;
    const std::uint64_t pixels = spec.pixels();
    for (std::uint64_t done = 0; done < pixels; done += piece_pixels) {
        const std::size_t count = std::min<std::uint64_t>(piece_pixels, pixels - done);
        convert(image.pixels().data() + done * spec.pixel_bytes(),
                std::span{piece}.first(count * spec.channels));
    }
}

} // namespace

void make_linear(Image& image) {
    check_colours(image.spec());
    const ImageSpec spec = image.spec();
    convert_pieces(image, [&spec](std::byte* bytes, std::span<float> floats) {
        load_light(spec, bytes, floats.size(), floats.data());
        store_samples(spec.pixel_type, floats.data(), floats.size(), bytes);
    });
    image.set_colour_space(ColourSpace::linear);
}

void make_srgb(Image& image) {
    check_colours(image.spec());
    const ImageSpec spec = image.spec();
    convert_pieces(image, [&spec](std::byte* bytes, std::span<float> floats) {
        load_samples(spec.pixel_type, bytes, floats.size(), floats.data());
        store_light(spec, floats, bytes);
    });
    image.set_colour_space(ColourSpace::srgb);
}

} // namespace penstock::pixels

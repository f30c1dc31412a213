// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::pixels {

/// Changes an image of at most 4 channels pixel by pixel, in floats. Pixels go through stack memory
/// in pieces: no scratch buffer to declare. Calls with the bytes of some pixels, and floats for as
/// many samples.
template <class Convert> void convert_pieces(Image& image, Convert convert) {
    constexpr std::size_t piece_pixels = 256;
    std::array<float, piece_pixels * 4> piece;
    const ImageSpec& spec = image.spec();
    const std::uint64_t pixels = spec.pixels();
    for (std::uint64_t done = 0; done < pixels; done += piece_pixels) {
        const std::size_t count = std::min<std::uint64_t>(piece_pixels, pixels - done);
        convert(image.pixels().data() + done * spec.pixel_bytes(),
                std::span{piece}.first(count * spec.channels));
    }
}

/// Calls with the index of each sample that is no alpha. `count` is a multiple of the channels.
template <class Change>
void for_each_colour(const ImageSpec& spec, std::size_t count, Change change) {
    const std::size_t colours = spec.has_alpha() ? spec.channels - 1 : spec.channels;
    for (std::size_t i = 0; i < count; i += spec.channels)
        for (std::size_t c = 0; c < colours; ++c)
            change(i + c);
}

} // namespace penstock::pixels

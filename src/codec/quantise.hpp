// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace penstock::codec {

using Rgb = std::array<std::uint8_t, 3>;

/// Few colours for many pixels: the image's own where they are few enough, else the means of boxes
/// by median cut (P. Heckbert, "Color image quantization for frame buffer display", 1982). The
/// outcome depends on the pixels alone.
class Quantiser {
public:
    /// Of a u8 image with 3 or 4 channels; pixels whose alpha is below one half do not count.
    /// `most_colours`: 1 to 256.
    Quantiser(const Image& image, std::size_t most_colours);

    [[nodiscard]] std::span<const Rgb> palette() const { return palette_; }
    /// Every colour of the image is in the palette.
    [[nodiscard]] bool is_exact() const { return is_exact_; }
    /// The index of the colour, or, where it is not in the palette, of one that is near.
    [[nodiscard]] std::uint8_t index_of(Rgb colour);

    /// What one takes of the heap.
    static constexpr std::uint64_t heap_bytes = 2 * 1024 * 1024;

private:
    bool collect_exact(const Image& image, std::size_t most_colours);

    std::vector<Rgb> palette_;
    bool is_exact_ = false;
    std::vector<std::int16_t> indices_; // by five bits a channel; -1: not looked up yet
};

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/pictures.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace penstock::test {

/// A PNG that is written by hand, of a kind that no encoder here makes. Its samples are those of a
/// formula, so that a test can say what a pixel is.
struct PngSample {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t bits = 8;
    std::uint32_t colour_type = 2; ///< 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGBA
    bool is_interlaced = false;
    std::uint32_t palette_entries = 0;
    Bytes transparency = {};       ///< content of tRNS
    std::size_t idat_bytes = 4096; ///< of each chunk of pixels
};

[[nodiscard]] std::uint32_t samples_per_pixel(const PngSample& png);
/// What stands in the file: of `bits`, or an index below palette_entries.
[[nodiscard]] std::uint32_t
sample_at(const PngSample& png, std::uint32_t x, std::uint32_t y, std::uint32_t c);
/// The colour of an entry of the palette.
[[nodiscard]] std::array<std::uint8_t, 3> palette_colour(std::uint32_t index);

/// The chunk with its length and its checksum.
[[nodiscard]] Bytes png_chunk(std::string_view name, const Bytes& content);
/// Of the chunk IHDR.
[[nodiscard]] Bytes png_header(const PngSample& png);
/// What the chunks of pixels hold: all samples, packed. Of an interlaced picture pass after pass.
[[nodiscard]] Bytes png_pixels(const PngSample& png);
/// The whole file. `between` stands before the pixels.
[[nodiscard]] Bytes png_file(const PngSample& png, const Bytes& between = {});

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

// Short texts that stand for images: 64 or 16 hexadecimal digits.
namespace penstock::pixels {

/// SHA-256 of a line that says what the pixels are ("64x48 u8 x 3 srgb" and a line feed), and of
/// the pixels as they are in memory. The same for equal images alone.
[[nodiscard]] std::string sha256_of(const Image& image);

/// How much scratch memory `dhash_of` needs.
[[nodiscard]] std::uint64_t dhash_scratch_bytes(const ImageSpec& spec);
/// All memory that it takes: scratch, as a buffer's capacity, and tables.
[[nodiscard]] std::uint64_t dhash_working_bytes(const ImageSpec& spec);

/// N. Krawetz's difference hash (Kind of like that, 2013): the image is scaled to 9x8 by the mean
/// of areas, and made gray (Rec. 709 luma); each bit says whether a pixel is darker than its right
/// neighbour, row by row, the first bit the highest. Pictures that look alike differ in few bits.
/// Throws `ItemError` (unsupported) where there are more than 4 channels. `scratch` is 64-byte
/// aligned.
[[nodiscard]] std::string dhash_of(const Image& image, std::span<std::byte> scratch);

} // namespace penstock::pixels

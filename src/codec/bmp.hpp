// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "codec/byte_reader.hpp"
#include "codec/encode_options.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

struct Header;

enum class BmpPacking : std::uint8_t {
    palette, ///< 1, 2, 4 or 8 bits an index
    rle4,
    rle8,
    masks, ///< 16 or 32 bits, in which each channel has its bits
    bgr,   ///< three bytes
};

/// What a BMP says before its pixels.
struct BmpHeader {
    BmpPacking packing = BmpPacking::bgr;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t bits = 0; ///< of a pixel
    bool is_top_down = false;
    std::uint32_t channels = 3;                          ///< 1 where a palette has grays only
    std::array<std::uint32_t, 4> masks{};                ///< red, green, blue, alpha
    std::array<std::array<std::byte, 3>, 256> palette{}; ///< RGB; black where the file has none
    std::uint64_t data_offset = 0;
};

/// Throws `ItemError`: truncated, corrupt, unsupported.
[[nodiscard]] BmpHeader find_bmp_header(const ByteReader& file);

/// Decodes into `pixels`, the upper row first. An index without a colour is black; what a
/// compressed picture leaves out has the palette's first colour. Throws `ItemError`; where the file
/// ends early, after the rows that are there.
void decode_bmp(const Header& header, std::span<const std::byte> file, std::span<std::byte> pixels);

/// Writes 8 bits with a palette of grays, 24 bits, or 32 bits with a mask for alpha, not
/// compressed. Gives its size.
[[nodiscard]] std::size_t
encode_bmp(const Image& image, const EncodeOptions& options, std::span<std::byte> target);

} // namespace penstock::codec

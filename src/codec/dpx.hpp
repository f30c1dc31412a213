// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "codec/byte_reader.hpp"
#include "codec/encode_options.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

struct Header;

/// What a DPX says before its pixels (SMPTE 268M).
struct DpxHeader {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t channels = 3;
    std::uint32_t bits = 10;     ///< of a sample: 8, 10, 12 or 16
    bool is_low_aligned = false; ///< 10 and 12 bits lie at the low end of their word ("method B")
    bool is_alpha_first = false; ///< ABGR
    std::uint8_t orientation = 1;
    ColourSpace colour_space = ColourSpace::unspecified;
    std::endian order = std::endian::big;
    std::uint64_t data_offset = 0;
    std::uint64_t stride = 0; ///< bytes from row to row
};

/// Throws `ItemError`: truncated, corrupt, unsupported.
[[nodiscard]] DpxHeader find_dpx_header(const ByteReader& file);

/// Decodes 8 bits to u8, more to u16, scaled to its whole range. Throws `ItemError`; where the file
/// ends early, after the rows that are there.
void decode_dpx(const Header& header, std::span<const std::byte> file, std::span<std::byte> pixels);

/// Writes u8 with 8 bits, u16 with as many as the options say. Gives the size.
[[nodiscard]] std::size_t
encode_dpx(const Image& image, const EncodeOptions& options, std::span<std::byte> target);

/// Bytes of a row of a DPX, which ends at a multiple of four.
[[nodiscard]] std::uint64_t
dpx_row_bytes(std::uint32_t width, std::uint32_t channels, std::uint32_t bits);

} // namespace penstock::codec

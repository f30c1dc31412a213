// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "codec/byte_reader.hpp"
#include "codec/encode_options.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

struct Header;

/// How a file of the Netpbm family holds its samples.
enum class PnmSamples : std::uint8_t {
    plain_bits,    ///< P1: digits 0 and 1
    plain_numbers, ///< P2, P3
    packed_bits,   ///< P4: eight pixels a byte
    binary,        ///< P5, P6, P7: one byte, or two with the high one first
    floats,        ///< PF, Pf: four bytes, the lowest row first
};

/// The header of a PBM, PGM, PPM, PAM or PFM.
struct PnmHeader {
    PnmSamples samples = PnmSamples::binary;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t channels = 1;
    std::uint32_t max_value = 1;   ///< 1 to 65535; of the sample that is white
    bool is_little_endian = false; ///< floats only
    std::uint64_t data_offset = 0;
};

/// Throws `ItemError`: truncated, corrupt, limit.
[[nodiscard]] PnmHeader find_pnm_header(const ByteReader& file);

/// Decodes the samples, scaled so that the largest value is white. Throws `ItemError`; where the
/// file ends early, after the rows that are there.
void decode_pnm(const Header& header, std::span<const std::byte> file, std::span<std::byte> pixels);

/// Writes P5 (gray), P6 (RGB) or P7 (with alpha). Gives its size.
[[nodiscard]] std::size_t
encode_pnm(const Image& image, const EncodeOptions& options, std::span<std::byte> target);

} // namespace penstock::codec

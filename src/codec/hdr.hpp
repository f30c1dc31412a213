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

/// What a Radiance picture says before its pixels.
struct HdrHeader {
    std::uint32_t width = 0;  ///< pixels of a scan line
    std::uint32_t height = 0; ///< scan lines
    std::uint8_t orientation = 1;
    std::uint64_t data_offset = 0;
};

/// Throws `ItemError`: truncated, corrupt, unsupported, limit.
[[nodiscard]] HdrHeader find_hdr_header(const ByteReader& file);

/// Decodes RGBE, packed or not, into f32. `scratch` has a scan line of it. Throws `ItemError`;
/// where the file ends early, after the rows that are there.
///
/// The format: G. Ward, "Real Pixels", Graphics Gems II, 1991, and ray/src/common/color.c of
/// Radiance for the run lengths. Exposure and colour correction are not applied.
void decode_hdr(const Header& header,
                std::span<const std::byte> file,
                std::span<std::byte> pixels,
                std::span<std::byte> scratch);

/// Writes RGBE with run lengths. Each sample keeps eight bits below the largest of its pixel; what
/// is negative, or not a number, becomes 0. Gives the size.
[[nodiscard]] std::size_t
encode_hdr(const Image& image, const EncodeOptions& options, std::span<std::byte> target);

} // namespace penstock::codec

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

/// What a JPEG 2000 file says before its pixels: the boxes of a JP2, if there are any, and the main
/// header of the codestream.
struct Jp2Header {
    bool is_bare = false; ///< a codestream without boxes
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t components = 0; ///< in the codestream
    std::uint32_t channels = 0;   ///< that come of them: more where there is a palette
    std::uint32_t bits = 0;       ///< of the widest channel
    bool is_ycc = false;          ///< luma and chroma, which decode makes RGB of
    std::uint64_t tiles = 0;
    std::uint32_t tile_width = 0; ///< of the largest tile
    std::uint32_t tile_height = 0;
    /// Of that tile, all components.
    [[nodiscard]] std::uint64_t tile_samples() const {
        return std::uint64_t{tile_width} * tile_height * components;
    }
    /// How often it can be halved while it is decoded. 0 where its components are not alike, or do
    /// not begin where the picture does.
    std::uint32_t halvings = 0;
    std::uint64_t blocks = 0;    ///< that are packed by themselves, in a tile
    std::uint64_t precincts = 0; ///< in a tile
};

/// Throws `ItemError`: truncated, corrupt, unsupported, limit.
[[nodiscard]] Jp2Header find_jp2_header(const ByteReader& file);

/// The header of the JPEG 2000 as it is decoded at the smallest resolution in it that is at least
/// `least_scale` of its width and height.
[[nodiscard]] Header scaled_jp2(const Header& header, double least_scale);

/// What OpenJPEG takes for the samples: its image, and one tile.
[[nodiscard]] std::uint64_t jp2_sample_bytes(std::uint64_t samples, std::uint64_t tile_samples);

/// Decodes by OpenJPEG into `pixels`: u8 up to 8 bits, else u16, scaled to the whole range. Throws
/// `ItemError`.
void decode_jp2(const Header& header, std::span<const std::byte> file, std::span<std::byte> pixels);

/// Writes a JP2 by OpenJPEG, in tiles, so that it takes no more memory for large pictures. Gives
/// the size.
[[nodiscard]] std::size_t
encode_jp2(const Image& image, const EncodeOptions& options, std::span<std::byte> target);

/// The longest side of a tile that is written.
inline constexpr std::uint32_t jp2_tile_side = 1024;

} // namespace penstock::codec

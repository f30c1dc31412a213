// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/byte_reader.hpp"
#include "codec/jp2.hpp"

#include <cstdint>

namespace penstock::codec {

/// Reads the main header of a JPEG 2000 codestream (ISO/IEC 15444-1, annex A), and those of its
/// parts as far as they could change how much memory a tile needs. Throws `ItemError`.
void read_codestream(const ByteReader& file,
                     std::uint64_t begin,
                     std::uint64_t end,
                     Jp2Header& header);

// What OpenJPEG 2.5 allocates for each of these, rounded up: the sizes of its structures.
inline constexpr std::uint64_t jp2_block_bytes = 512;
inline constexpr std::uint64_t jp2_precinct_bytes = 512;
inline constexpr std::uint64_t jp2_tile_bytes = 6 * 1024;
inline constexpr std::uint64_t jp2_component_bytes = 1280; // in each tile

} // namespace penstock::codec

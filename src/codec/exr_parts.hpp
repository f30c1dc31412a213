// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/byte_reader.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace penstock::codec {

/// A box of pixels, both ends included.
struct ExrBox {
    std::int64_t min_x = 0, min_y = 0, max_x = -1, max_y = -1;

    [[nodiscard]] std::int64_t width() const { return max_x - min_x + 1; }
    [[nodiscard]] std::int64_t height() const { return max_y - min_y + 1; }
};

/// What the header of one part of an OpenEXR file says.
struct ExrPart {
    std::uint32_t number = 0;
    std::array<char, 256> name{};
    ExrBox data;    ///< where there are pixels
    ExrBox display; ///< what is meant to be seen
    std::uint32_t compression = 0;
    std::uint64_t tile_width = 0; ///< 0: lines
    std::uint64_t tile_height = 0;
    bool has_levels = false;           ///< a half, a quarter and so on, down to one pixel
    std::uint64_t channels_offset = 0; ///< of the list of channels
    std::uint64_t channels_length = 0;
    std::uint64_t metadata_bytes = 0;
    bool is_deep = false;
    bool is_environment = false; ///< seen from within a sphere or a cube
    bool has_data = false;
    bool has_display = false;

    [[nodiscard]] bool is_tiled() const { return tile_width != 0 || tile_height != 0; }
};

/// The part that is asked for, and how many there are.
struct ExrParts {
    ExrPart part;
    std::uint32_t count = 0;
    std::uint64_t end = 0; ///< offset behind the last header, where the tables begin
};

/// Finds the part of that name, or else of that number, counted from 0; of no name: the first one.
/// Throws `ItemError`: unsupported where there is none, with the names of those that there are;
/// truncated, corrupt, limit.
[[nodiscard]] ExrParts find_exr_part(const ByteReader& file, std::string_view name);

} // namespace penstock::codec

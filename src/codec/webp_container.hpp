// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/byte_reader.hpp"

#include <cstdint>
#include <string>

namespace penstock::codec {

/// Where the picture of a WebP lies, of an animation the first frame.
struct WebpPicture {
    std::uint32_t canvas_width = 0;
    std::uint32_t canvas_height = 0;
    std::uint32_t x = 0; ///< of the frame on the canvas
    std::uint32_t y = 0;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t frames = 1;
    bool has_alpha = false;
    bool is_lossless = false;     ///< pixels, or the alpha channel, are packed without loss
    std::uint8_t orientation = 1; ///< as in EXIF
    std::uint64_t metadata_bytes = 0;
    std::uint64_t data_offset = 0; ///< of what libwebp decodes: the file, or a frame's chunks
    std::uint64_t data_bytes = 0;
    std::string truncation; ///< a sentence where the file ends early
};

/// Throws `ItemError`: truncated where not even the header is there, corrupt, unsupported.
[[nodiscard]] WebpPicture find_webp_picture(const ByteReader& file);

} // namespace penstock::codec

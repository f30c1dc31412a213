// SPDX-License-Identifier: Apache-2.0
#include "codec/gif_blocks.hpp"
#include "codec/header.hpp"

namespace penstock::codec {

Header read_gif_header(const ByteReader& file) {
    const GifPicture picture = *GifBlocks{file}.next();
    Header header;
    header.spec = {.width = picture.canvas_width,
                   .height = picture.canvas_height,
                   .channels = picture.has_transparency || !picture.fills_canvas() ? 4U : 3U,
                   .pixel_type = PixelType::u8,
                   .colour_space = ColourSpace::srgb};
    header.codec_bytes = 256 * 1024; // giflib's tables and palettes
    header.scratch_bytes = picture.width;
    return header;
}

} // namespace penstock::codec

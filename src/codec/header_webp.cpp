// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/header.hpp"
#include "codec/webp_container.hpp"

#include <algorithm>

namespace penstock::codec {
namespace {

// A lossless picture has a set of Huffman tables for each group of its blocks. libwebp's encoder
// makes at most 2600 groups; a file made by hand to hurt can have more.
std::uint64_t huffman_bytes(const WebpPicture& picture, std::uint64_t file_bytes) {
    constexpr std::uint64_t most_groups = 2600;
    constexpr std::uint64_t table_bytes = 21 * 1024;
    constexpr std::uint64_t least_bits = 20; // of the file, for a group
    const std::uint64_t blocks = ceil_div(picture.width, 4) * ceil_div(picture.height, 4);
    return std::min({most_groups, blocks, file_bytes * 8 / least_bits + 1}) * table_bytes;
}

} // namespace

Header read_webp_header(const ByteReader& file) {
    const WebpPicture picture = find_webp_picture(file);
    Header header;
    header.orientation = picture.orientation;
    header.metadata_bytes = picture.metadata_bytes;
    header.spec = {.width = picture.canvas_width,
                   .height = picture.canvas_height,
                   .channels = picture.has_alpha ? 4U : 3U,
                   .pixel_type = PixelType::u8,
                   .colour_space = ColourSpace::srgb};
    header.layout.is_lossless = picture.is_lossless;
    header.frames = picture.frames;
    header.truncation = picture.truncation;
    const std::uint64_t pixels = std::uint64_t{picture.width} * picture.height;
    header.codec_bytes = 1024 * 1024 + std::uint64_t{picture.width} * 256;
    if (picture.has_alpha)
        header.codec_bytes += pixels;
    if (picture.is_lossless)
        header.codec_bytes += pixels * 5 + huffman_bytes(picture, file.size());
    return header;
}

} // namespace penstock::codec

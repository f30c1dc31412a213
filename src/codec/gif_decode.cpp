// SPDX-License-Identifier: Apache-2.0
#include "codec/gif.hpp"
#include "codec/gif_reader.hpp"
#include "codec/header.hpp"

#include <algorithm>

namespace penstock::codec {

void decode_gif(const Header& header,
                std::span<const std::byte> file,
                std::span<std::byte> pixels,
                std::span<std::byte> scratch) {
    const MemoryReader reader{file};
    const GifPicture picture = *GifBlocks{reader}.next();
    std::ranges::fill(pixels, std::byte{0}); // what the picture leaves free
    GifReader{file}.lay_next(picture, header.spec, pixels, scratch);
}

} // namespace penstock::codec

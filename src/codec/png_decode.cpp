// SPDX-License-Identifier: Apache-2.0
#include "codec/png.hpp"
#include "codec/png_fast_reader.hpp"
#include "codec/png_reader.hpp"

#include <cassert>

namespace penstock::codec {

void decode_png(const Header& header,
                std::span<const std::byte> file,
                std::span<std::byte> pixels,
                std::span<std::byte> scratch) {
    assert(pixels.size() == header.spec.bytes());
    if (!scratch.empty() && read_png_fast(header, file, pixels, scratch))
        return;
    PngReader reader{header, file};
    reader.start();
    reader.read(pixels);
}

} // namespace penstock::codec

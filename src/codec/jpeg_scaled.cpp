// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_scaled.hpp"

#include "codec/jpeg.hpp"
#include "codec/jpeg_dc.hpp"
#include "codec/shrink.hpp"

namespace penstock::codec {
namespace {

bool decode_block_means(const Header& header,
                        std::span<const std::byte> file,
                        std::span<std::byte> pixels,
                        std::span<std::byte> scratch) {
    const std::optional<JpegDcHeader> plain = read_jpeg_dc_header(file);
    const ImageSpec spec = header.spec.whole();
    return plain && plain->width == spec.width && plain->height == spec.height &&
           plain->components == spec.channels && decode_jpeg_dc(*plain, pixels, scratch);
}

} // namespace

Header scaled_jpeg(const Header& header, double least_scale) {
    for (const std::uint32_t eighths : {1U, 2U, 4U}) {
        if (eighths < least_scale * 8)
            continue;
        Header scaled = header;
        scaled.layout.eighths = eighths;
        scaled.spec = scaled_spec(header.spec, eighths, 8);
        scaled.scratch_bytes = jpeg_scratch_bytes(scaled);
        return scaled;
    }
    return header;
}

bool may_take_block_means(const Header& header) {
    return header.layout.takes_block_means && header.layout.eighths == 1 &&
           !header.layout.is_cmyk && !header.layout.is_progressive;
}

void decode_jpeg(const Header& header,
                 std::span<const std::byte> file,
                 std::span<std::byte> pixels,
                 std::span<std::byte> scratch) {
    if (may_take_block_means(header) && decode_block_means(header, file, pixels, scratch))
        return;
    decode_jpeg_rows(header, file, pixels, scratch);
}

} // namespace penstock::codec

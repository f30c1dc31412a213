// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_scaled.hpp"

#include "codec/jpeg.hpp"
#include "codec/shrink.hpp"

namespace penstock::codec {

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

void decode_scaled_jpeg(const Header& header,
                        std::span<const std::byte> file,
                        std::span<std::byte> pixels,
                        std::span<std::byte> scratch) {
    decode_jpeg_rows(header, file, pixels, scratch);
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "codec/jpeg.hpp"
#include "codec/jpeg_dc.hpp"
#include "codec/jpeg_reader.hpp"
#include "codec/jpeg_scaled.hpp"

#include <fmt/format.h>

#include <cassert>

namespace penstock::codec {
namespace {

void check_size(const jpeg_decompress_struct& info, const Header& header) {
    const ImageSpec spec = header.spec.whole();
    if (info.image_width != spec.width || info.image_height != spec.height)
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the JPEG is damaged: its header can be read in two ways, as "
                                    "{}x{} pixels and as {}x{}",
                                    spec.width,
                                    spec.height,
                                    info.image_width,
                                    info.image_height)};
}

std::byte product(std::byte left, std::byte right) {
    const unsigned value = std::to_integer<unsigned>(left) * std::to_integer<unsigned>(right) + 127;
    return static_cast<std::byte>(value / 255);
}

// The plain formula without a colour profile: light is what no ink takes away.
void cmyk_to_rgb(std::span<const std::byte> inks, bool is_inverted, std::span<std::byte> rgb) {
    const std::byte flip = is_inverted ? std::byte{0} : std::byte{0xFF};
    for (std::size_t from = 0, to = 0; from < inks.size(); from += 4, to += 3) {
        const std::byte light = inks[from + 3] ^ flip;
        for (std::size_t c = 0; c < 3; ++c)
            rgb[to + c] = product(inks[from + c] ^ flip, light);
    }
}

} // namespace

std::uint64_t jpeg_scratch_bytes(const Header& header) {
    if (header.layout.is_cmyk)
        return std::uint64_t{header.spec.width} * 4; // a row of inks
    return may_take_block_means(header)
               ? jpeg_dc_scratch_bytes(header.spec.whole().width, header.spec.channels)
               : 0;
}

void decode_jpeg_rows(const Header& header,
                      std::span<const std::byte> file,
                      std::span<std::byte> pixels,
                      std::span<std::byte> scratch) {
    assert(pixels.size() == header.spec.bytes() && scratch.size() == header.scratch_bytes);
    JpegReader reader{file};
    reader.read_header();
    check_size(reader.info(), header);
    const bool is_cmyk = header.layout.is_cmyk;
    reader.start(is_cmyk                     ? JCS_CMYK
                 : header.spec.channels == 1 ? JCS_GRAYSCALE
                                             : JCS_RGB,
                 header.layout.eighths);
    const std::size_t row_bytes = header.spec.row_bytes();
    for (std::size_t at = 0; at < pixels.size(); at += row_bytes) {
        const auto row = pixels.subspan(at, row_bytes);
        reader.read_row(is_cmyk ? scratch : row);
        if (is_cmyk)
            cmyk_to_rgb(scratch, header.layout.is_inverted, row);
    }
    reader.finish();
    reader.check();
}

} // namespace penstock::codec

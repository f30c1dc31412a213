// SPDX-License-Identifier: Apache-2.0
#include "codec/png_file_writer.hpp"

#include "codec/byte_order.hpp"
#include "codec/png_format.hpp"
#include "codec/put_number.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <libdeflate.h>

namespace penstock::codec {
namespace {

constexpr std::endian big = std::endian::big;
constexpr std::size_t header_bytes = 13;
constexpr std::size_t first_pixels =
    png_signature.size() + png_frame_bytes + header_bytes + 8; // their chunk begins with 8 bytes

// Bytes of pixels in a chunk: less than libpng takes in any case, which is 8 MB.
constexpr std::size_t most_chunk_bytes = std::size_t{4} << 20;

// Gray, gray and alpha, RGB, RGBA.
constexpr std::array<std::uint8_t, 5> colour_types = {0, 0, 4, 2, 6};

} // namespace

std::span<std::byte> PngFileWriter::pixels() const {
    return target_.subspan(std::min(first_pixels, target_.size()));
}

std::size_t PngFileWriter::finish(const ImageSpec& spec, std::size_t packed_bytes) {
    const std::size_t chunks = std::max<std::size_t>(ceil_div(packed_bytes, most_chunk_bytes), 1);
    const std::size_t end = first_pixels - 8 + packed_bytes + chunks * png_frame_bytes;
    if (target_.size() < end + png_frame_bytes)
        return 0;
    put_header(spec);
    // From behind: each chunk moves away by what its forerunners have around them.
    for (std::size_t i = chunks; i-- > 0;) {
        const std::size_t from = i * most_chunk_bytes;
        const std::size_t count = std::min(most_chunk_bytes, packed_bytes - from);
        const std::size_t to = first_pixels + from + i * png_frame_bytes;
        if (i > 0)
            std::memmove(&target_[to], &target_[first_pixels + from], count);
        put_chunk(to - 8, png_name("IDAT"), count);
    }
    put_chunk(end, png_name("IEND"), 0);
    return end + png_frame_bytes;
}

void PngFileWriter::put_header(const ImageSpec& spec) {
    std::ranges::copy(std::as_bytes(std::span{png_signature}), target_.begin());
    const auto content = target_.subspan(png_signature.size() + 8, header_bytes);
    put_number(content.first(4), spec.width, big);
    put_number(content.subspan(4, 4), spec.height, big);
    content[8] = static_cast<std::byte>(bytes_of(spec.pixel_type) * 8);
    content[9] = static_cast<std::byte>(colour_types[spec.channels]);
    std::ranges::fill(content.subspan(10), std::byte{0}); // deflate, filters, not interlaced
    put_chunk(png_signature.size(), png_name("IHDR"), header_bytes);
}

// Length, name and checksum around what is there already.
void PngFileWriter::put_chunk(std::size_t at, std::uint32_t name, std::size_t content_bytes) {
    put_number(target_.subspan(at, 4), content_bytes, big);
    put_number(target_.subspan(at + 4, 4), name, big);
    put_number(target_.subspan(at + 8 + content_bytes, 4),
               ::libdeflate_crc32(0, &target_[at + 4], content_bytes + 4),
               big);
}

} // namespace penstock::codec

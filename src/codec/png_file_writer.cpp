// SPDX-License-Identifier: Apache-2.0
#include "codec/png_file_writer.hpp"

#include "codec/byte_order.hpp"
#include "codec/put_number.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <libdeflate.h>

namespace penstock::codec {
namespace {

constexpr std::endian big = std::endian::big;
constexpr std::array<unsigned char, 8> signature = {0x89, 'P', 'N', 'G', 13, 10, 26, 10};
constexpr std::size_t chunk_frame_bytes = 12; // length, name, checksum
constexpr std::size_t header_bytes = 13;
constexpr std::size_t first_pixels =
    signature.size() + chunk_frame_bytes + header_bytes + 8; // their chunk begins with 8 bytes

constexpr std::uint32_t header_name = 0x49484452; // IHDR
constexpr std::uint32_t pixels_name = 0x49444154; // IDAT
constexpr std::uint32_t end_name = 0x49454E44;    // IEND

std::uint64_t chunks_of(std::uint64_t packed_bytes) {
    return std::max<std::uint64_t>(ceil_div(packed_bytes, PngFileWriter::most_chunk_bytes), 1);
}

// Gray, gray and alpha, RGB, RGBA.
constexpr std::array<std::uint8_t, 5> colour_types = {0, 0, 4, 2, 6};

} // namespace

std::uint64_t PngFileWriter::frame_bytes(std::uint64_t packed_bytes) {
    return signature.size() + chunk_frame_bytes + header_bytes + chunk_frame_bytes +
           chunks_of(packed_bytes) * chunk_frame_bytes;
}

std::span<std::byte> PngFileWriter::pixels() const {
    return target_.subspan(std::min(first_pixels, target_.size()));
}

std::size_t PngFileWriter::finish(const ImageSpec& spec, std::size_t packed_bytes) {
    if (target_.size() < packed_bytes + frame_bytes(packed_bytes))
        return 0;
    put_header(spec);
    // From behind: each chunk moves away by what its forerunners have around them.
    const std::size_t chunks = chunks_of(packed_bytes);
    for (std::size_t i = chunks; i-- > 0;) {
        const std::size_t from = i * most_chunk_bytes;
        const std::size_t count = std::min(most_chunk_bytes, packed_bytes - from);
        const std::size_t to = first_pixels + from + i * chunk_frame_bytes;
        if (i > 0)
            std::memmove(&target_[to], &target_[first_pixels + from], count);
        put_chunk(to - 8, pixels_name, count);
    }
    const std::size_t end = first_pixels - 8 + packed_bytes + chunks * chunk_frame_bytes;
    put_chunk(end, end_name, 0);
    return end + chunk_frame_bytes;
}

void PngFileWriter::put_header(const ImageSpec& spec) {
    std::ranges::copy(std::as_bytes(std::span{signature}), target_.begin());
    const auto content = target_.subspan(signature.size() + 8, header_bytes);
    put_number(content.first(4), spec.width, big);
    put_number(content.subspan(4, 4), spec.height, big);
    content[8] = static_cast<std::byte>(bytes_of(spec.pixel_type) * 8);
    content[9] = static_cast<std::byte>(colour_types[spec.channels]);
    std::ranges::fill(content.subspan(10), std::byte{0}); // deflate, filters, not interlaced
    put_chunk(signature.size(), header_name, header_bytes);
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

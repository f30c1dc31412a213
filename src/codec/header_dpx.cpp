// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/dpx.hpp"
#include "codec/header.hpp"

#include <fmt/format.h>

#include <array>
#include <string>

namespace penstock::codec {
namespace {

// Where the numbers lie.
constexpr std::size_t needed_bytes = 820;
constexpr std::size_t data_offset_at = 4;
constexpr std::size_t file_bytes_at = 16;
constexpr std::size_t orientation_at = 768;
constexpr std::size_t elements_at = 770;
constexpr std::size_t width_at = 772;
constexpr std::size_t height_at = 776;
constexpr std::size_t sign_at = 780;
constexpr std::size_t descriptor_at = 800;
constexpr std::size_t transfer_at = 801;
constexpr std::size_t bits_at = 803;
constexpr std::size_t packing_at = 804;
constexpr std::size_t encoding_at = 806;
constexpr std::size_t element_offset_at = 808;
constexpr std::size_t padding_at = 812;
constexpr std::uint32_t undefined = 0xFFFF'FFFF;

using Block = std::array<std::byte, needed_bytes>;

[[noreturn]] void refuse(const std::string& what) {
    throw ItemError{ErrorClass::unsupported,
                    fmt::format("the DPX has {}; read are one element of luma, RGB, RGBA or ABGR, "
                                "not packed, with 8 or 16 bits, and RGB and RGBA with 10 or 12 "
                                "bits in words of their own",
                                what)};
}

void read_channels(const Block& block, DpxHeader& dpx) {
    switch (std::to_integer<int>(block[descriptor_at])) {
    case 6:
        dpx.channels = 1;
        return;
    case 50:
        dpx.channels = 3;
        return;
    case 51:
        dpx.channels = 4;
        return;
    case 52:
        dpx.channels = 4;
        dpx.is_alpha_first = true;
        return;
    default:
        refuse(fmt::format("samples of the kind {}", std::to_integer<int>(block[descriptor_at])));
    }
}

void read_bits(const Block& block, DpxHeader& dpx) {
    const std::uint32_t packing = u16_at(block, packing_at, dpx.order);
    const std::uint32_t encoding = u16_at(block, encoding_at, dpx.order);
    dpx.bits = std::to_integer<std::uint32_t>(block[bits_at]);
    dpx.is_low_aligned = packing == 2;
    if (encoding != 0 && encoding != 0xFFFF)
        refuse("run lengths");
    if (u32_at(block, sign_at, dpx.order) == 1)
        refuse("samples with a sign");
    if (dpx.bits == 8 || dpx.bits == 16)
        return;
    if (dpx.bits != 10 && dpx.bits != 12)
        refuse(fmt::format("samples of {} bits", dpx.bits));
    if (packing != 1 && packing != 2)
        refuse(fmt::format("samples of {} bits that are packed without gaps", dpx.bits));
    if (dpx.bits == 10 && dpx.channels == 1)
        refuse("luma of 10 bits, whose order differs from writer to writer");
}

std::uint8_t orientation_of(std::uint32_t value) {
    // Direction of a row, then of rows: right down, left down, right up, left up; then the same
    // with rows that are columns.
    static constexpr std::uint8_t orientations[] = {1, 2, 4, 3, 5, 6, 8, 7};
    return value < std::size(orientations) ? orientations[value] : 1;
}

ColourSpace colour_space_of(int transfer) {
    switch (transfer) {
    case 2:
        return ColourSpace::linear;
    case 5: // video: unspecified, ITU-R 709, 601 of both kinds
    case 6:
    case 7:
    case 8:
        return ColourSpace::srgb;
    default: // densities of film, and what the writer left open
        return ColourSpace::unspecified;
    }
}

// Rows end at a multiple of four bytes, but some writers leave that out.
std::uint64_t stride_of(const Block& block, const DpxHeader& dpx, std::uint64_t file_bytes) {
    const std::uint64_t aligned = dpx_row_bytes(dpx.width, dpx.channels, dpx.bits);
    if (dpx.bits == 10)
        return aligned;
    const std::uint64_t bytes = std::uint64_t{dpx.width} * dpx.channels * (dpx.bits == 8 ? 1 : 2);
    const std::uint32_t padding = u32_at(block, padding_at, dpx.order);
    if (padding != 0 && padding != undefined && padding < 65'536)
        return bytes + padding;
    const std::uint64_t rest = file_bytes - std::min(dpx.data_offset, file_bytes);
    // A file that was cut off can have as many bytes as one without padding.
    const std::uint32_t noted = u32_at(block, file_bytes_at, dpx.order);
    const bool is_cut = noted != 0 && noted != undefined && noted > file_bytes;
    const bool has_padding = rest >= aligned * dpx.height || rest < bytes * dpx.height || is_cut;
    return has_padding ? aligned : bytes;
}

} // namespace

std::uint64_t dpx_row_bytes(std::uint32_t width, std::uint32_t channels, std::uint32_t bits) {
    const std::uint64_t samples = std::uint64_t{width} * channels;
    if (bits == 10) // three in a word of four bytes
        return ceil_div(samples, 3) * 4;
    return ceil_div(samples * (bits == 8 ? 1 : 2), 4) * 4;
}

DpxHeader find_dpx_header(const ByteReader& file) {
    Block block{};
    file.read_all_at(0, block, "the header of the DPX");
    DpxHeader dpx;
    dpx.order = block[0] == std::byte{'S'} ? std::endian::big : std::endian::little;
    const std::uint32_t elements = u16_at(block, elements_at, dpx.order);
    if (elements != 1)
        refuse(fmt::format("{} elements", elements));
    dpx.width = u32_at(block, width_at, dpx.order);
    dpx.height = u32_at(block, height_at, dpx.order);
    dpx.orientation = orientation_of(u16_at(block, orientation_at, dpx.order));
    dpx.colour_space = colour_space_of(std::to_integer<int>(block[transfer_at]));
    read_channels(block, dpx);
    read_bits(block, dpx);
    const std::uint32_t own = u32_at(block, element_offset_at, dpx.order);
    dpx.data_offset = own != 0 && own != undefined ? own : u32_at(block, data_offset_at, dpx.order);
    if (dpx.data_offset < needed_bytes)
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the DPX says that its pixels begin at byte {}, within its "
                                    "header",
                                    dpx.data_offset)};
    dpx.stride = stride_of(block, dpx, file.size());
    return dpx;
}

Header read_dpx_header(const ByteReader& file) {
    const DpxHeader dpx = find_dpx_header(file);
    Header header;
    header.orientation = dpx.orientation;
    header.spec = {.width = dpx.width,
                   .height = dpx.height,
                   .channels = dpx.channels,
                   .pixel_type = dpx.bits == 8 ? PixelType::u8 : PixelType::u16,
                   .colour_space = dpx.colour_space};
    header.codec_bytes = own_codec_bytes;
    return header;
}

} // namespace penstock::codec

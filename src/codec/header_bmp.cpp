// SPDX-License-Identifier: Apache-2.0
#include "codec/bmp.hpp"
#include "codec/byte_order.hpp"
#include "codec/header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <string_view>

namespace penstock::codec {
namespace {

constexpr auto little = std::endian::little;
constexpr std::uint64_t file_header_bytes = 14;

// Sizes of the second header, which tell its version.
constexpr std::uint32_t core_bytes = 12;  // OS/2 1, Windows 2
constexpr std::uint32_t info_bytes = 40;  // Windows 3
constexpr std::uint32_t masks_bytes = 52; // with red, green and blue masks
constexpr std::uint32_t alpha_bytes = 56; // and one for alpha
constexpr std::uint32_t largest_bytes = 124;
constexpr std::array<std::uint32_t, 6> windows_bytes = {
    core_bytes, info_bytes, masks_bytes, alpha_bytes, 108, largest_bytes};

// Both headers, as numbers.
struct Fields {
    std::uint32_t data_offset = 0;
    std::uint32_t header_bytes = 0;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    bool is_top_down = false;
    std::uint32_t bits = 0;
    std::uint32_t compression = 0;
    std::uint32_t colours = 0;
    bool is_os2 = false;
};

[[noreturn]] void fail(const std::string& message) {
    throw ItemError{ErrorClass::corrupt, message};
}

[[noreturn]] void refuse(const std::string& message) {
    throw ItemError{ErrorClass::unsupported, message};
}

using Block = std::array<std::byte, file_header_bytes + largest_bytes>;

// Reads as much of both headers as there is; what lies beyond is zeros.
Fields fields_of(const ByteReader& file, Block& block) {
    const auto all = std::span{block};
    file.read_all_at(0, all.first(file_header_bytes + 4), "the header of the BMP");
    Fields fields;
    fields.data_offset = u32_at(block, 10, little);
    fields.header_bytes = u32_at(block, file_header_bytes, little);
    const bool is_windows =
        std::ranges::find(windows_bytes, fields.header_bytes) != windows_bytes.end();
    fields.is_os2 = !is_windows && fields.header_bytes >= 16 && fields.header_bytes <= 64;
    if (!is_windows && !fields.is_os2)
        fail(fmt::format("the BMP has a header of {} bytes; expected 12, 16 to 64, 108 or 124",
                         fields.header_bytes));
    file.read_all_at(
        0, all.first(file_header_bytes + fields.header_bytes), "the header of the BMP");
    if (fields.header_bytes == core_bytes) {
        fields.width = u16_at(block, 18, little);
        fields.height = u16_at(block, 20, little);
        fields.bits = u16_at(block, 24, little);
        return fields;
    }
    fields.width = u32_at(block, 18, little);
    fields.height = u32_at(block, 22, little);
    fields.bits = u16_at(block, 28, little);
    fields.compression = u32_at(block, 30, little);
    fields.colours = u32_at(block, 46, little);
    if (fields.height > 0x8000'0000U) { // negative: the upper row comes first
        fields.height = ~fields.height + 1;
        fields.is_top_down = true;
    }
    if (fields.width > 0x7FFF'FFFFU || fields.height > 0x7FFF'FFFFU)
        fail(fmt::format("the BMP says that it is {} pixels wide",
                         static_cast<std::int32_t>(fields.width)));
    return fields;
}

BmpPacking packing_of(const Fields& fields) {
    const auto is = [&](std::uint32_t compression, std::uint32_t bits) {
        return fields.compression == compression && fields.bits == bits;
    };
    if (is(0, 1) || is(0, 2) || is(0, 4) || is(0, 8))
        return BmpPacking::palette;
    if (is(1, 8))
        return BmpPacking::rle8;
    if (is(2, 4))
        return BmpPacking::rle4;
    if (is(0, 24))
        return BmpPacking::bgr;
    const bool has_masks = !fields.is_os2 && (fields.compression == 3 || fields.compression == 6);
    if (is(0, 16) || is(0, 32) || (has_masks && (fields.bits == 16 || fields.bits == 32)))
        return BmpPacking::masks;
    static constexpr std::string_view windows[] = {"JPEG", "PNG"};
    static constexpr std::string_view os2[] = {"Huffman codes", "run lengths of 24 bits"};
    if (fields.is_os2 && (fields.compression == 3 || fields.compression == 4))
        refuse(fmt::format("the BMP is compressed with {}, which is not read",
                           os2[fields.compression - 3]));
    if (fields.compression == 4 || fields.compression == 5)
        refuse(fmt::format("the BMP holds a {} inside, which is not read: take that out of it",
                           windows[fields.compression - 4]));
    fail(fmt::format("the BMP has {} bits a pixel with compression {}, which do not go together",
                     fields.bits,
                     fields.compression));
}

// Where the masks end: 0 where the file has none.
std::uint64_t
read_masks(const ByteReader& file, const Fields& fields, const Block& block, BmpHeader& header) {
    if (fields.compression == 0) {
        header.masks = fields.bits == 16 ? std::array<std::uint32_t, 4>{0x7C00, 0x03E0, 0x001F, 0}
                                         : std::array<std::uint32_t, 4>{0xFF'0000, 0xFF00, 0xFF, 0};
        return 0;
    }
    const std::size_t at = file_header_bytes + info_bytes;
    const bool has_alpha = fields.header_bytes >= alpha_bytes || fields.compression == 6;
    const std::size_t count = has_alpha ? 4 : 3;
    std::array<std::byte, 16> behind{}; // the header of Windows 3, which has none itself
    auto bytes = std::span<const std::byte>{block}.subspan(at, 16);
    if (fields.header_bytes < masks_bytes) {
        file.read_all_at(at, std::span{behind}.first(count * 4), "the masks of the BMP");
        bytes = behind;
    }
    for (std::size_t i = 0; i < count; ++i)
        header.masks[i] = u32_at(bytes, i * 4, little);
    for (const std::uint32_t mask : header.masks) {
        const std::uint32_t ones = mask == 0 ? 0 : mask >> std::countr_zero(mask);
        if ((ones & (ones + 1)) != 0)
            fail(fmt::format("the BMP has a mask with gaps, {:#010x}", mask));
    }
    return fields.header_bytes < masks_bytes ? at + count * 4 : 0;
}

void read_palette(const ByteReader& file, const Fields& fields, BmpHeader& header) {
    const std::uint64_t at = file_header_bytes + fields.header_bytes;
    const std::uint64_t entry_bytes = fields.header_bytes == core_bytes ? 3 : 4;
    std::uint64_t entries = std::uint64_t{1} << fields.bits;
    if (fields.colours != 0)
        entries = std::min<std::uint64_t>(entries, fields.colours);
    if (header.data_offset == at) // some writers forget that the palette comes first
        header.data_offset = std::min(at + entries * entry_bytes, file.size());
    const std::uint64_t end =
        std::min(std::max<std::uint64_t>(header.data_offset, at), file.size());
    entries = at < end ? std::min(entries, (end - at) / entry_bytes) : 0;
    std::array<std::byte, 1024> bytes{};
    file.read_all_at(at, std::span{bytes}.first(entries * entry_bytes), "the palette of the BMP");
    bool is_gray = entries != 0;
    for (std::size_t i = 0; i < entries; ++i) {
        const std::byte* bgr = &bytes[i * entry_bytes];
        header.palette[i] = {bgr[2], bgr[1], bgr[0]};
        is_gray = is_gray && bgr[0] == bgr[1] && bgr[1] == bgr[2];
    }
    header.channels = is_gray ? 1 : 3;
}

} // namespace

BmpHeader find_bmp_header(const ByteReader& file) {
    Block block{};
    const Fields fields = fields_of(file, block);
    BmpHeader header{.packing = packing_of(fields),
                     .width = fields.width,
                     .height = fields.height,
                     .bits = fields.bits,
                     .is_top_down = fields.is_top_down,
                     .data_offset = fields.data_offset};
    std::uint64_t end = file_header_bytes + fields.header_bytes;
    if (header.packing == BmpPacking::masks)
        end = std::max(end, read_masks(file, fields, block, header));
    if (header.data_offset < end)
        fail(fmt::format("the BMP says that its pixels begin at byte {}, within its header of {}",
                         header.data_offset,
                         end));
    if (header.data_offset >= file.size())
        throw ItemError{ErrorClass::truncated,
                        fmt::format("the BMP ends after {} bytes, before its pixels at byte {}",
                                    file.size(),
                                    header.data_offset)};
    if (header.packing == BmpPacking::masks)
        header.channels = header.masks[3] != 0 ? 4 : 3;
    else if (header.packing != BmpPacking::bgr)
        read_palette(file, fields, header);
    return header;
}

Header read_bmp_header(const ByteReader& file) {
    const BmpHeader bmp = find_bmp_header(file);
    Header header;
    header.spec = {.width = bmp.width,
                   .height = bmp.height,
                   .channels = bmp.channels,
                   .pixel_type = PixelType::u8,
                   .colour_space = ColourSpace::srgb};
    header.codec_bytes = own_codec_bytes;
    return header;
}

} // namespace penstock::codec

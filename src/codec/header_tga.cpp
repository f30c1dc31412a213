// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/header.hpp"
#include "codec/tga.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <string_view>

namespace penstock::codec {
namespace {

constexpr auto little = std::endian::little;
constexpr std::size_t header_bytes = 18;

bool is_colour_depth(std::uint32_t bits) {
    return bits == 15 || bits == 16 || bits == 24 || bits == 32;
}

// Whether depth and palette fit the kind of picture: 1 palette, 2 RGB, 3 gray.
bool is_possible(const TgaHeader& tga, std::uint32_t kind, std::uint32_t entry_bits) {
    switch (kind) {
    case 1:
        return (tga.bits == 8 || tga.bits == 16) && tga.palette_entries != 0 &&
               is_colour_depth(entry_bits);
    case 2:
        return is_colour_depth(tga.bits);
    case 3:
        return tga.bits == 8 || tga.bits == 16;
    default:
        return false;
    }
}

// Version 2 says behind the pixels what the alpha bits are. Where nothing is said, they are alpha.
enum AlphaKind : unsigned { useless_below = 3, straight = 3, premultiplied = 4 };

unsigned kind_of_alpha(const ByteReader& file) {
    constexpr std::string_view signature = "TRUEVISION-XFILE";
    constexpr std::uint64_t kind_offset = 494; // in the extension
    std::array<std::byte, 26> footer{};
    if (file.size() < footer.size() ||
        file.read_at(file.size() - footer.size(), footer) != footer.size() ||
        !std::ranges::equal(
            std::span{footer}.subspan(8, signature.size()), signature, {}, [](std::byte b) {
                return static_cast<char>(b);
            }))
        return straight;
    const std::uint32_t extension = u32_at(footer, 0, little);
    std::array<std::byte, 1> kind{};
    if (extension == 0 || file.read_at(extension + kind_offset, kind) != 1)
        return straight;
    return std::to_integer<unsigned>(kind[0]);
}

} // namespace

std::optional<TgaHeader> find_tga_header(const ByteReader& file) {
    std::array<std::byte, header_bytes> bytes{};
    if (file.read_at(0, bytes) != bytes.size())
        return std::nullopt;
    const auto byte = [&](std::size_t at) { return std::to_integer<std::uint32_t>(bytes[at]); };
    const std::uint32_t palette_kind = byte(1);
    const std::uint32_t kind = byte(2) & 7U;
    const std::uint32_t entry_bits = byte(7);
    const std::uint32_t flags = byte(17);
    const std::uint32_t alpha_bits = flags & 0xFU;
    TgaHeader tga{.width = u16_at(bytes, 12, little),
                  .height = u16_at(bytes, 14, little),
                  .bits = byte(16),
                  .is_gray = kind == 3,
                  .has_palette = kind == 1,
                  .is_packed = (byte(2) & 8U) != 0,
                  .is_bottom_up = (flags & 0x20U) == 0,
                  .is_right_to_left = (flags & 0x10U) != 0,
                  .first_index = u16_at(bytes, 3, little),
                  .palette_entries = palette_kind == 1 ? u16_at(bytes, 5, little) : 0U,
                  .palette_offset = header_bytes + byte(0)};
    const bool is_known = palette_kind <= 1 && (byte(2) & ~0xBU) == 0 && (flags & 0xC0U) == 0 &&
                          alpha_bits <= 8 && tga.width != 0 && tga.height != 0;
    if (!is_known || !is_possible(tga, kind, entry_bits))
        return std::nullopt;
    tga.data_offset = tga.palette_offset + tga.palette_entries * ceil_div(entry_bits, 8);
    tga.colour_bits = tga.has_palette ? entry_bits : tga.bits;
    const unsigned alpha = kind_of_alpha(file);
    const bool has_alpha = (tga.colour_bits == 32 || tga.colour_bits == 16) && alpha_bits != 0 &&
                           alpha >= useless_below;
    tga.channels = tga.is_gray ? (tga.bits == 16 ? 2 : 1) : has_alpha ? 4 : 3;
    tga.is_premultiplied = tga.channels % 2 == 0 && alpha == premultiplied;
    return tga;
}

Header read_tga_header(const ByteReader& file) {
    const auto tga = find_tga_header(file);
    if (!tga)
        throw ItemError{ErrorClass::corrupt, "the Targa file has an impossible header"};
    Header header;
    header.spec = {.width = tga->width,
                   .height = tga->height,
                   .channels = tga->channels,
                   .pixel_type = PixelType::u8,
                   .colour_space = ColourSpace::srgb};
    header.codec_bytes = own_codec_bytes;
    return header;
}

} // namespace penstock::codec

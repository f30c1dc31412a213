// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/codec_bounds.hpp"
#include "codec/exr_channels.hpp"
#include "codec/header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <string_view>

namespace penstock::codec {
namespace {

constexpr int most_attributes = 4096;
constexpr std::endian little = std::endian::little;

struct Attribute {
    std::array<char, 256> name{};
    std::uint64_t offset = 0; // of the value
    std::uint64_t length = 0;
    std::uint64_t end = 0;

    [[nodiscard]] bool is(std::string_view other) const { return other == name.data(); }
};

// Reads a text that ends with 0, of at most 255 characters; `offset` moves behind it.
void read_text(const ByteReader& file, std::uint64_t& offset, std::array<char, 256>& text) {
    std::array<std::byte, 256> bytes{};
    const std::size_t count = file.read_at(offset, bytes);
    const auto read = std::span{bytes}.first(count);
    const auto end = std::ranges::find(read, std::byte{0});
    if (end == read.end())
        throw ItemError{count < bytes.size() ? ErrorClass::truncated : ErrorClass::corrupt,
                        count < bytes.size() ? "the file ends in the header of the OpenEXR file"
                                             : "the OpenEXR file has a name that does not end"};
    text.fill('\0');
    std::transform(
        read.begin(), end, text.begin(), [](std::byte b) { return static_cast<char>(b); });
    offset += static_cast<std::uint64_t>(end - read.begin()) + 1;
}

// False at the end of the header.
bool read_attribute(const ByteReader& file, std::uint64_t offset, Attribute& attribute) {
    read_text(file, offset, attribute.name);
    if (attribute.name[0] == '\0')
        return false;
    std::array<char, 256> type{};
    read_text(file, offset, type);
    std::array<std::byte, 4> size{};
    file.read_all_at(offset, size, "the header of the OpenEXR file");
    attribute.offset = offset + size.size();
    attribute.length = u32_at(size, 0, little);
    attribute.end = attribute.offset + attribute.length;
    if (attribute.end > file.size())
        throw ItemError{ErrorClass::truncated, "the file ends in the header of the OpenEXR file"};
    return true;
}

struct Part {
    std::int64_t min_x = 0, min_y = 0, max_x = -1, max_y = -1; // the data window
    std::uint32_t compression = 0;
    std::uint64_t tile_width = 0; // 0: lines
    std::uint64_t tile_height = 0;
    ExrChannels channels;
    bool is_deep = false;
    bool has_window = false;
    std::uint64_t metadata_bytes = 0;

    [[nodiscard]] std::int64_t width() const { return max_x - min_x + 1; }
    [[nodiscard]] std::int64_t height() const { return max_y - min_y + 1; }
};

template <std::size_t Size>
std::array<std::byte, Size> value_of(const ByteReader& file, const Attribute& attribute) {
    std::array<std::byte, Size> bytes{};
    if (attribute.length != Size)
        throw ItemError{
            ErrorClass::corrupt,
            fmt::format("the OpenEXR file has a broken attribute {}", attribute.name.data())};
    file.read_all_at(attribute.offset, bytes, "the header of the OpenEXR file");
    return bytes;
}

std::int64_t signed_at(std::span<const std::byte> bytes, std::size_t offset) {
    return static_cast<std::int32_t>(u32_at(bytes, offset, little));
}

void note_window(const ByteReader& file, const Attribute& attribute, Part& part) {
    const auto box = value_of<16>(file, attribute);
    part.min_x = signed_at(box, 0);
    part.min_y = signed_at(box, 4);
    part.max_x = signed_at(box, 8);
    part.max_y = signed_at(box, 12);
    part.has_window = true;
}

void note_type(const ByteReader& file, const Attribute& attribute, Part& part) {
    std::array<std::byte, 4> word{};
    part.is_deep = attribute.length >= word.size() &&
                   file.read_at(attribute.offset, word) == word.size() &&
                   number(word, std::endian::big) == 0x64656570; // "deep"
}

void note(const ByteReader& file, const Attribute& attribute, Part& part) {
    if (attribute.is("dataWindow"))
        note_window(file, attribute, part);
    else if (attribute.is("compression"))
        part.compression = std::to_integer<std::uint32_t>(value_of<1>(file, attribute)[0]);
    else if (attribute.is("channels"))
        part.channels = read_exr_channels(file, attribute.offset, attribute.length);
    else if (attribute.is("type"))
        note_type(file, attribute, part);
    else if (attribute.is("tiles")) {
        const auto tiles = value_of<9>(file, attribute);
        part.tile_width = u32_at(tiles, 0, little);
        part.tile_height = u32_at(tiles, 4, little);
    } else
        part.metadata_bytes += attribute.length;
}

Part first_part(const ByteReader& file) {
    Part part;
    std::uint64_t offset = 8;
    Attribute attribute;
    for (int i = 0; i < most_attributes; ++i) {
        if (!read_attribute(file, offset, attribute))
            return part;
        note(file, attribute, part);
        offset = attribute.end;
    }
    throw ItemError{ErrorClass::limit,
                    fmt::format("the OpenEXR file has more than {} attributes", most_attributes)};
}

void check(const Part& part, std::uint32_t flags) {
    if (part.is_deep || (flags & 0x800U) != 0)
        throw ItemError{
            ErrorClass::unsupported,
            "the OpenEXR file is deep: several samples for a pixel; flat ones are read"};
    if (!part.has_window || part.channels.count == 0)
        throw ItemError{ErrorClass::corrupt,
                        "the OpenEXR file does not say what size or channels its picture has"};
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max() / 2;
    if (part.width() <= 0 || part.height() <= 0 || part.width() > most || part.height() > most)
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the OpenEXR file says that its picture is {}x{} pixels",
                                    part.width(),
                                    part.height())};
    if (part.compression > 9)
        throw ItemError{
            ErrorClass::unsupported,
            fmt::format("the OpenEXR file has the unknown compression {}", part.compression)};
    const bool is_tiled = part.tile_width != 0 || part.tile_height != 0;
    if (is_tiled && (part.tile_width == 0 || part.tile_height == 0 || part.tile_width > 65536 ||
                     part.tile_height > 65536))
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the OpenEXR file has tiles of {}x{} pixels",
                                    part.tile_width,
                                    part.tile_height)};
    if ((flags & 0x1200U) == 0x200U && !is_tiled)
        throw ItemError{ErrorClass::corrupt,
                        "the OpenEXR file does not say how large its tiles are"};
}

// The table of where the blocks lie has 8 bytes for each.
void check_table(const ByteReader& file, const Part& part) {
    const auto width = static_cast<std::uint64_t>(part.width());
    const auto height = static_cast<std::uint64_t>(part.height());
    const std::uint64_t blocks =
        part.tile_width != 0 ? ceil_div(width, part.tile_width) * ceil_div(height, part.tile_height)
                             : ceil_div(height, 256);
    if (blocks > file.size() / 8)
        throw ItemError{ErrorClass::truncated,
                        fmt::format("the OpenEXR file has {} bytes, too few for a picture of {}x{}",
                                    file.size(),
                                    part.width(),
                                    part.height())};
}

Compression compression_of(std::uint32_t code) {
    using enum Compression;
    static constexpr std::array known = {none, rle, zips, zip, piz, pxr24, b44, b44a, dwaa, dwab};
    return known[code];
}

std::uint64_t decoder_bytes(const Part& part, const Header& header) {
    const Compression compression = compression_of(part.compression);
    const std::uint64_t lines = exr_lines_per_block(compression);
    const std::uint64_t pixels = header.layout.tile_width != 0
                                     ? part.tile_width * part.tile_height
                                     : std::uint64_t{header.spec.width} * lines;
    const bool is_dwa = compression == Compression::dwaa || compression == Compression::dwab;
    return 4ULL * 1024 * 1024 + pixels * part.channels.pixel_bytes * (is_dwa ? 20 : 8) +
           std::uint64_t{header.spec.height} * 64;
}

} // namespace

Header read_exr_header(const ByteReader& file) {
    std::array<std::byte, 4> version{};
    file.read_all_at(4, version, "the header of the OpenEXR file");
    if (version[0] != std::byte{2})
        throw ItemError{ErrorClass::unsupported,
                        fmt::format("the OpenEXR file is of version {}; version 2 is read",
                                    std::to_integer<int>(version[0]))};
    const std::uint32_t flags = u32_at(version, 0, little) >> 8U << 8U;
    const Part part = first_part(file);
    check(part, flags);
    check_table(file, part);
    Header header;
    header.spec = {.width = static_cast<std::uint32_t>(part.width()),
                   .height = static_cast<std::uint32_t>(part.height()),
                   .channels = part.channels.delivered,
                   .pixel_type = part.channels.pixel_type,
                   .colour_space = ColourSpace::linear};
    header.layout.tile_width = static_cast<std::uint32_t>(part.tile_width);
    header.layout.tile_height = static_cast<std::uint32_t>(part.tile_height);
    header.layout.rows_per_block = exr_lines_per_block(compression_of(part.compression));
    header.layout.is_premultiplied = header.spec.has_alpha();
    header.codec_bytes = decoder_bytes(part, header);
    header.metadata_bytes = part.metadata_bytes;
    return header;
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/header.hpp"
#include "codec/jp2.hpp"
#include "codec/jp2_codestream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

namespace penstock::codec {
namespace {

constexpr auto big = std::endian::big;
constexpr int most_boxes = 1000;

constexpr std::uint32_t name(const char (&text)[5]) {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i)
        value = value << 8U | static_cast<unsigned char>(text[i]);
    return value;
}

struct Box {
    std::uint32_t kind = 0;
    std::uint64_t begin = 0; // of its content
    std::uint64_t end = 0;
};

Box box_at(const ByteReader& file, std::uint64_t at, std::uint64_t end) {
    constexpr std::string_view part = "the boxes of the JPEG 2000";
    std::array<std::byte, 16> head{};
    file.read_all_at(at, std::span{head}.first(8), part);
    std::uint64_t size = u32_at(head, 0, big);
    std::uint64_t head_bytes = 8;
    if (size == 1) {
        file.read_all_at(at, head, part);
        size = number(std::span{head}.subspan(8, 8), big);
        head_bytes = 16;
    }
    if (size == 0)
        size = end - at;
    if (size < head_bytes)
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the JPEG 2000 has a box of {} bytes", size)};
    return {.kind = u32_at(head, 4, big),
            .begin = at + head_bytes,
            .end = size > end - at ? end : at + size};
}

// What the boxes say of colours.
struct Colours {
    std::uint32_t palette_bits = 0; // 0: none
    std::uint32_t palette_channels = 0;
    bool is_ycc = false;
};

void read_colour(const ByteReader& file, const Box& box, Colours& colours) {
    std::array<std::byte, 7> bytes{};
    if (file.read_at(box.begin, bytes) != bytes.size() || bytes[0] != std::byte{1})
        return; // a profile
    const std::uint32_t space = u32_at(bytes, 3, big);
    constexpr std::uint32_t cmyk = 12;
    constexpr std::uint32_t lab = 14;
    constexpr std::uint32_t ycc = 18;
    if (space == cmyk || space == lab)
        throw ItemError{ErrorClass::unsupported,
                        fmt::format("the JPEG 2000 holds {} colours; read are gray, RGB and YCC",
                                    space == cmyk ? "CMYK" : "Lab")};
    colours.is_ycc = space == ycc;
}

void read_palette(const ByteReader& file, const Box& box, Colours& colours) {
    std::array<std::byte, 3 + 255> bytes{};
    const std::size_t count = file.read_at(box.begin, bytes);
    const auto columns = std::to_integer<std::uint32_t>(bytes[2]);
    if (count < 3 + columns || columns == 0)
        throw ItemError{ErrorClass::corrupt, "the JPEG 2000 has an impossible palette"};
    colours.palette_channels = columns;
    for (std::uint32_t i = 0; i < columns; ++i)
        colours.palette_bits = std::max(colours.palette_bits,
                                        (std::to_integer<std::uint32_t>(bytes[3 + i]) & 0x7FU) + 1);
}

void read_header_boxes(const ByteReader& file, const Box& all, Colours& colours) {
    std::uint64_t at = all.begin;
    for (int i = 0; at + 8 <= all.end; ++i) {
        if (i == most_boxes)
            throw ItemError{ErrorClass::limit,
                            fmt::format("the JPEG 2000 has more than {} boxes", most_boxes)};
        const Box box = box_at(file, at, all.end);
        if (box.kind == name("colr"))
            read_colour(file, box, colours);
        else if (box.kind == name("pclr"))
            read_palette(file, box, colours);
        else if (box.kind == name("cmap"))
            colours.palette_channels = static_cast<std::uint32_t>((box.end - box.begin) / 4);
        at = box.end;
    }
}

// The place of the codestream.
Box find_codestream(const ByteReader& file, Colours& colours) {
    std::uint64_t at = 0;
    for (int i = 0; i < most_boxes; ++i) {
        if (at >= file.size())
            throw ItemError{ErrorClass::truncated, "the JPEG 2000 ends before its picture"};
        const Box box = box_at(file, at, file.size());
        if (box.kind == name("jp2c"))
            return box;
        if (box.kind == name("jp2h"))
            read_header_boxes(file, box, colours);
        at = box.end;
    }
    throw ItemError{ErrorClass::limit,
                    fmt::format("the JPEG 2000 has more than {} boxes", most_boxes)};
}

} // namespace

Jp2Header find_jp2_header(const ByteReader& file) {
    std::array<std::byte, 4> head{};
    file.read_all_at(0, head, "the header of the JPEG 2000");
    Colours colours;
    Box stream{.end = file.size()};
    Jp2Header header;
    header.is_bare = head[0] == std::byte{0xFF};
    if (!header.is_bare)
        stream = find_codestream(file, colours);
    read_codestream(file, stream.begin, stream.end, header);
    header.channels = header.components;
    header.is_ycc = colours.is_ycc && header.components == 3;
    if (colours.palette_bits != 0) {
        header.halvings = 0; // the mean of two numbers of colours is another colour
        header.channels = colours.palette_channels;
        header.bits = colours.palette_bits;
    }
    if (header.bits > 16)
        throw ItemError{
            ErrorClass::unsupported,
            fmt::format("the JPEG 2000 has samples of {} bits; at most 16 are read", header.bits)};
    return header;
}

std::uint64_t jp2_sample_bytes(std::uint64_t samples, std::uint64_t tile_samples) {
    return samples * 4 + tile_samples * 5;
}

Header read_jp2_header(const ByteReader& file) {
    const Jp2Header jp2 = find_jp2_header(file);
    Header header;
    header.spec = {.width = jp2.width,
                   .height = jp2.height,
                   .channels = jp2.channels,
                   .pixel_type = jp2.bits > 8 ? PixelType::u16 : PixelType::u8,
                   .colour_space = ColourSpace::srgb};
    header.layout.tile_width = jp2.tile_width;
    header.layout.tile_height = jp2.tile_height;
    header.layout.most_halvings = jp2.halvings;
    const std::uint64_t samples =
        header.spec.pixels() *
        (std::uint64_t{jp2.components} + (jp2.channels != jp2.components ? jp2.channels : 0));
    // The samples, a tile's blocks, and what is packed, of which OpenJPEG keeps a copy.
    header.codec_bytes = 4 * 1024 * 1024 + jp2_sample_bytes(samples, jp2.tile_samples()) +
                         jp2.blocks * jp2_block_bytes + jp2.precincts * jp2_precinct_bytes +
                         jp2.tiles * (jp2_tile_bytes + jp2.components * jp2_component_bytes) +
                         file.size() * 2;
    return header;
}

} // namespace penstock::codec

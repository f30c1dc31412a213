// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/exif.hpp"
#include "codec/header.hpp"
#include "codec/png_fast_reader.hpp"
#include "codec/png_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <string>

namespace penstock::codec {
namespace {

constexpr int most_chunks = 10'000;

enum class Colour : std::uint8_t { gray = 0, rgb = 2, palette = 3, gray_alpha = 4, rgb_alpha = 6 };

struct Basics { // the chunk IHDR
    std::uint32_t width;
    std::uint32_t height;
    std::uint32_t bits;
    Colour colour;
    bool is_interlaced;
};

bool is_allowed(std::uint32_t bits, unsigned colour) {
    switch (colour) {
    case 0:
        return bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
    case 3:
        return bits == 1 || bits == 2 || bits == 4 || bits == 8;
    case 2:
    case 4:
    case 6:
        return bits == 8 || bits == 16;
    default:
        return false;
    }
}

Basics basics_of(const ByteReader& file) {
    std::array<std::byte, 25> bytes{};
    file.read_all_at(8, bytes, "the header of the PNG");
    if (u32_at(bytes, 0, std::endian::big) != 13 ||
        u32_at(bytes, 4, std::endian::big) != png_name("IHDR"))
        throw ItemError{ErrorClass::corrupt, "the PNG does not begin with the chunk IHDR"};
    const auto bits = std::to_integer<std::uint32_t>(bytes[16]);
    const auto colour = std::to_integer<unsigned>(bytes[17]);
    if (!is_allowed(bits, colour) || bytes[18] != std::byte{0} || bytes[19] != std::byte{0} ||
        bytes[20] > std::byte{1})
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the PNG has an impossible header (colour type {}, {} bits)",
                                    colour,
                                    bits)};
    return {.width = u32_at(bytes, 8, std::endian::big),
            .height = u32_at(bytes, 12, std::endian::big),
            .bits = bits,
            .colour = static_cast<Colour>(colour),
            .is_interlaced = bytes[20] == std::byte{1}};
}

// What comes before the pixels, as far as it matters.
struct Extras {
    std::uint32_t palette_entries = 0;
    bool has_transparency = false;
    std::uint8_t orientation = 1;
    std::uint32_t frames = 1;
    std::uint64_t metadata_bytes = 0;
    std::string truncation;
};

bool is_transparency(const Basics& basics, const Extras& extras, std::uint32_t length) {
    switch (basics.colour) {
    case Colour::gray:
        return length == 2;
    case Colour::rgb:
        return length == 6;
    case Colour::palette:
        return length >= 1 && length <= extras.palette_entries;
    default:
        return false;
    }
}

struct Chunk {
    std::uint32_t name = 0;
    std::uint64_t offset = 0; // of the content
    std::uint32_t length = 0;

    [[nodiscard]] std::uint64_t next() const { return offset + length + 4; } // a checksum follows
};

Chunk chunk_of(std::span<const std::byte, 8> head, std::uint64_t offset) {
    return {.name = u32_at(head, 4, std::endian::big),
            .offset = offset + 8,
            .length = u32_at(head, 0, std::endian::big)};
}

// What is neither needed to draw the picture nor part of an animation.
bool is_metadata(const Chunk& chunk) {
    const bool is_ancillary = (chunk.name >> 24U & 0x20U) != 0;
    return is_ancillary && chunk.name != png_name("tRNS") && chunk.name != png_name("fdAT");
}

// Of an animation, as it says itself.
std::uint32_t frames_of(const ByteReader& file, const Chunk& chunk) {
    std::array<std::byte, 4> count{};
    file.read_all_at(chunk.offset, count, "the header of the PNG");
    return std::max(u32_at(count, 0, std::endian::big), 1U);
}

void note_extra(const ByteReader& file, const Chunk& chunk, Extras& extras) {
    if (is_metadata(chunk))
        extras.metadata_bytes += chunk.length;
    if (chunk.name == png_name("eXIf"))
        extras.orientation = exif_orientation(file, chunk.offset, chunk.length);
}

// EXIF data may come behind the pixels. What is broken there is the decoder's business.
void note_extras_behind(const ByteReader& file, std::uint64_t offset, Extras& extras) {
    std::array<std::byte, 8> head{};
    for (int i = 0; i < most_chunks; ++i) {
        if (offset > file.size() || file.read_at(offset, head) != head.size()) {
            extras.truncation = "the PNG ends before its last chunk";
            return;
        }
        const Chunk chunk = chunk_of(head, offset);
        if (chunk.name == png_name("IEND"))
            return;
        note_extra(file, chunk, extras);
        offset = chunk.next();
    }
}

Extras extras_of(const ByteReader& file, const Basics& basics) {
    Extras extras;
    std::uint64_t offset = 8 + 25;
    for (int i = 0; i < most_chunks; ++i) {
        std::array<std::byte, 8> head{};
        file.read_all_at(offset, head, "the header of the PNG");
        const Chunk chunk = chunk_of(head, offset);
        if (chunk.length > 0x7FFF'FFFFU)
            throw ItemError{ErrorClass::corrupt, "the PNG has a chunk of impossible length"};
        if (chunk.name == png_name("PLTE"))
            extras.palette_entries = chunk.length / 3;
        if (chunk.name == png_name("tRNS") && is_transparency(basics, extras, chunk.length))
            extras.has_transparency = true;
        if (chunk.name == png_name("acTL"))
            extras.frames = frames_of(file, chunk);
        note_extra(file, chunk, extras);
        if (chunk.name == png_name("IDAT")) {
            if (basics.colour == Colour::palette && extras.palette_entries == 0)
                throw ItemError{ErrorClass::corrupt, "the PNG has no palette, and needs one"};
            note_extras_behind(file, chunk.next(), extras);
            return extras;
        }
        if (chunk.name == png_name("IEND"))
            throw ItemError{ErrorClass::corrupt, "the PNG has no picture in it"};
        offset = chunk.next();
    }
    throw ItemError{ErrorClass::limit,
                    fmt::format("the PNG has more than {} chunks before its picture", most_chunks)};
}

std::uint32_t channels_of(Colour colour, bool has_transparency) {
    switch (colour) {
    case Colour::gray:
        return has_transparency ? 2 : 1;
    case Colour::gray_alpha:
        return 2;
    case Colour::rgb_alpha:
        return 4;
    case Colour::rgb:
    case Colour::palette:
        break;
    }
    return has_transparency ? 4 : 3;
}

// As they lie in the file.
std::uint32_t samples_of(Colour colour) {
    return colour == Colour::palette ? 1 : channels_of(colour, false);
}

// A transparent colour is for libpng to find; a palette that has some is not.
bool is_plain(const Basics& basics, const Extras& extras) {
    return basics.colour == Colour::palette || !extras.has_transparency;
}

} // namespace

Header read_png_header(const ByteReader& file) {
    const Basics basics = basics_of(file);
    const Extras extras = extras_of(file, basics);
    Header header;
    header.orientation = extras.orientation;
    header.metadata_bytes = extras.metadata_bytes;
    header.truncation = extras.truncation;
    header.frames = extras.frames;
    header.spec = {.width = basics.width,
                   .height = basics.height,
                   .channels = channels_of(basics.colour, extras.has_transparency),
                   .pixel_type = basics.bits == 16 ? PixelType::u16 : PixelType::u8,
                   .colour_space = ColourSpace::srgb};
    header.layout.is_progressive = basics.is_interlaced;
    header.file_bytes = file.size();
    // zlib's window and tables, and two rows of libpng. An interlaced picture comes into being in
    // the pixels themselves.
    header.codec_bytes = 128 * 1024 + header.spec.row_bytes() * 2;
    if (is_plain(basics, extras))
        header.scratch_bytes =
            png_fast_scratch_bytes(header, basics.bits, samples_of(basics.colour));
    return header;
}

} // namespace penstock::codec

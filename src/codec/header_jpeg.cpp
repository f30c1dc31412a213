// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/exif.hpp"
#include "codec/header.hpp"
#include "codec/jpeg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

namespace penstock::codec {
namespace {

constexpr int most_segments = 4096;

struct Component {
    std::uint32_t horizontal = 1; // sampling factors, 1 to 4
    std::uint32_t vertical = 1;
};

struct Frame {
    bool is_progressive = false;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t components = 0; // 0: no frame header yet
    std::array<Component, 4> component{};
};

bool starts_frame(unsigned marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

[[noreturn]] void refuse(const std::string& what) {
    throw ItemError{ErrorClass::unsupported, what};
}

Frame frame_of(const ByteReader& file, unsigned marker, std::uint64_t offset) {
    std::array<std::byte, 6> head{};
    file.read_all_at(offset, head, "the frame header of the JPEG");
    if (marker > 0xC2 && marker != 0xC9 && marker != 0xCA)
        refuse(
            "the JPEG is lossless or hierarchical; only baseline and progressive JPEGs are read");
    if (head[0] != std::byte{8})
        refuse(fmt::format("the JPEG has {} bits per sample; only 8 are read",
                           std::to_integer<int>(head[0])));
    Frame frame;
    frame.is_progressive = marker == 0xC2 || marker == 0xCA;
    frame.height = u16_at(head, 1, std::endian::big);
    frame.width = u16_at(head, 3, std::endian::big);
    frame.components = std::to_integer<std::uint32_t>(head[5]);
    if (frame.height == 0)
        refuse("the JPEG does not say how high its picture is (it would come after the scan)");
    if (frame.components != 1 && frame.components != 3 && frame.components != 4)
        refuse(fmt::format("the JPEG has {} components; 1, 3 and 4 are read", frame.components));
    for (std::uint32_t i = 0; i < frame.components; ++i) {
        std::array<std::byte, 3> component{};
        file.read_all_at(offset + 6 + i * 3, component, "the frame header of the JPEG");
        const auto factors = std::to_integer<std::uint32_t>(component[1]);
        frame.component[i] = {factors >> 4U, factors & 15U};
        if (frame.component[i].horizontal < 1 || frame.component[i].horizontal > 4 ||
            frame.component[i].vertical < 1 || frame.component[i].vertical > 4)
            throw ItemError{ErrorClass::corrupt, "the JPEG has impossible sampling factors"};
    }
    return frame;
}

// libjpeg keeps a few rows of each component; all coefficients where a picture comes in several
// scans.
std::uint64_t decoder_bytes(const Frame& frame, bool has_several_scans) {
    std::uint32_t most_horizontal = 1;
    std::uint32_t most_vertical = 1;
    for (std::uint32_t i = 0; i < frame.components; ++i) {
        most_horizontal = std::max(most_horizontal, frame.component[i].horizontal);
        most_vertical = std::max(most_vertical, frame.component[i].vertical);
    }
    const std::uint64_t block_columns = ceil_div(frame.width, 8ULL * most_horizontal);
    const std::uint64_t block_rows = ceil_div(frame.height, 8ULL * most_vertical);
    std::uint64_t blocks = 0;
    for (std::uint32_t i = 0; i < frame.components; ++i)
        blocks += block_columns * frame.component[i].horizontal * block_rows *
                  frame.component[i].vertical;
    const std::uint64_t row_pointers = std::uint64_t{frame.height} * sizeof(void*);
    const std::uint64_t rows =
        block_columns * 8 * most_horizontal * frame.components * 16 * most_vertical;
    constexpr std::uint64_t tables = 256 * 1024;
    constexpr std::uint64_t coefficient_block = 128;
    return tables + row_pointers + rows + (has_several_scans ? blocks * coefficient_block : 0);
}

// What application segments say.
struct Extras {
    std::uint8_t orientation = 1;
    bool is_adobe = false;
    std::uint64_t metadata_bytes = 0;
};

Header header_of(const Frame& frame, bool has_several_scans, const Extras& extras) {
    Header header;
    header.orientation = extras.orientation;
    header.metadata_bytes = extras.metadata_bytes;
    header.spec = {.width = frame.width,
                   .height = frame.height,
                   .channels = frame.components == 1 ? 1U : 3U,
                   .pixel_type = PixelType::u8,
                   .colour_space = ColourSpace::srgb};
    header.layout.is_progressive = has_several_scans;
    header.layout.is_cmyk = frame.components == 4;
    header.codec_bytes = decoder_bytes(frame, has_several_scans);
    header.layout.is_inverted = header.layout.is_cmyk && extras.is_adobe;
    header.scratch_bytes = jpeg_scratch_bytes(header);
    return header;
}

bool has_text(const ByteReader& file, std::uint64_t offset, std::string_view text) {
    std::array<std::byte, 8> bytes{};
    const auto read = std::span{bytes}.first(text.size());
    return file.read_at(offset, read) == text.size() &&
           std::ranges::equal(read, text, {}, [](std::byte b) { return static_cast<char>(b); });
}

void note_extras(const ByteReader& file,
                 unsigned marker,
                 std::uint64_t offset,
                 std::uint64_t length,
                 Extras& extras) {
    constexpr unsigned comment = 0xFE;
    if ((marker >= 0xE0 && marker <= 0xEF) || marker == comment)
        extras.metadata_bytes += length;
    if (marker == 0xE1 && length > 6 && has_text(file, offset, {"Exif\0\0", 6}))
        extras.orientation = exif_orientation(file, offset + 6, length - 6);
    if (marker == 0xEE && length >= 12 && has_text(file, offset, "Adobe"))
        extras.is_adobe = true;
}

void note_frame(const ByteReader& file, unsigned marker, std::uint64_t offset, Frame& frame) {
    if (frame.components != 0)
        throw ItemError{ErrorClass::corrupt, "the JPEG has two frame headers"};
    frame = frame_of(file, marker, offset);
}

Header at_first_scan(const ByteReader& file,
                     std::uint64_t offset,
                     const Frame& frame,
                     const Extras& extras) {
    if (frame.components == 0)
        throw ItemError{ErrorClass::corrupt, "the JPEG has a scan but no frame header"};
    std::array<std::byte, 1> components{};
    file.read_all_at(offset, components, "the scan header of the JPEG");
    const bool has_several_scans =
        frame.is_progressive || std::to_integer<std::uint32_t>(components[0]) < frame.components;
    return header_of(frame, has_several_scans, extras);
}

// The code of the next marker at or after `offset`, which moves behind it.
unsigned next_marker(const ByteReader& file, std::uint64_t& offset) {
    constexpr int most_garbage = 65536;
    std::array<std::byte, 1> byte{};
    for (int i = 0; i < most_garbage; ++i) {
        file.read_all_at(offset++, byte, "the header of the JPEG");
        if (byte[0] != std::byte{0xFF})
            continue;
        while (byte[0] == std::byte{0xFF} && i++ < most_garbage)
            file.read_all_at(offset++, byte, "the header of the JPEG");
        if (byte[0] != std::byte{0})
            return std::to_integer<unsigned>(byte[0]);
    }
    throw ItemError{ErrorClass::corrupt, "the JPEG has no marker where one must be"};
}

} // namespace

Header read_jpeg_header(const ByteReader& file) {
    std::uint64_t offset = 2;
    Extras extras;
    Frame frame;
    for (int segment = 0; segment < most_segments; ++segment) {
        const unsigned marker = next_marker(file, offset);
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8))
            continue; // no length follows
        if (marker == 0xD9)
            throw ItemError{ErrorClass::truncated, "the JPEG ends before its picture begins"};
        std::array<std::byte, 2> length_bytes{};
        file.read_all_at(offset, length_bytes, "the header of the JPEG");
        const std::uint64_t length = u16_at(length_bytes, 0, std::endian::big);
        if (length < 2)
            throw ItemError{ErrorClass::corrupt, "the JPEG has a segment of impossible length"};
        note_extras(file, marker, offset + 2, length - 2, extras);
        if (starts_frame(marker))
            note_frame(file, marker, offset + 2, frame);
        if (marker == 0xDA)
            return at_first_scan(file, offset + 2, frame, extras);
        offset += length;
    }
    throw ItemError{
        ErrorClass::limit,
        fmt::format("the JPEG has more than {} segments before its picture", most_segments)};
}

} // namespace penstock::codec

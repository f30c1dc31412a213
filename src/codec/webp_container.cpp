// SPDX-License-Identifier: Apache-2.0
#include "codec/webp_container.hpp"

#include "penstock/failure.hpp"

#include "codec/byte_order.hpp"
#include "codec/exif.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

namespace penstock::codec {
namespace {

constexpr int most_chunks = 10'000;

constexpr std::uint32_t tag(const char (&name)[5]) {
    std::uint32_t value = 0;
    for (int i = 3; i >= 0; --i)
        value = value << 8U | static_cast<unsigned char>(name[i]);
    return value;
}

struct Chunk {
    std::uint32_t name = 0;
    std::uint64_t offset = 0; // of the content
    std::uint64_t length = 0;

    [[nodiscard]] std::uint64_t next() const { return offset + length + (length & 1U); }
};

Chunk chunk_at(const ByteReader& file, std::uint64_t offset) {
    std::array<std::byte, 8> head{};
    file.read_all_at(offset, head, "the header of a chunk of the WebP");
    return {.name = u32_at(head, 0, std::endian::little),
            .offset = offset + 8,
            .length = u32_at(head, 4, std::endian::little)};
}

std::uint32_t u24_at(std::span<const std::byte> bytes, std::size_t offset) {
    return static_cast<std::uint32_t>(number(bytes.subspan(offset, 3), std::endian::little));
}

void note_lossy(const ByteReader& file, const Chunk& chunk, WebpPicture& picture) {
    std::array<std::byte, 10> head{};
    file.read_all_at(chunk.offset, head, "the picture of the WebP");
    const bool is_key_frame = (head[0] & std::byte{1}) == std::byte{0};
    if (!is_key_frame || u24_at(head, 3) != 0x2A019DU)
        throw ItemError{ErrorClass::corrupt, "the WebP has no key frame where its picture begins"};
    picture.width = u16_at(head, 6, std::endian::little) & 0x3FFFU;
    picture.height = u16_at(head, 8, std::endian::little) & 0x3FFFU;
}

void note_lossless(const ByteReader& file, const Chunk& chunk, WebpPicture& picture) {
    std::array<std::byte, 5> head{};
    file.read_all_at(chunk.offset, head, "the picture of the WebP");
    const std::uint32_t bits = u32_at(head, 1, std::endian::little);
    if (head[0] != std::byte{0x2F} || bits >> 29U != 0)
        throw ItemError{ErrorClass::corrupt, "the WebP has a lossless picture of unknown version"};
    picture.width = (bits & 0x3FFFU) + 1;
    picture.height = (bits >> 14U & 0x3FFFU) + 1;
    picture.has_alpha |= (bits >> 28U & 1U) != 0;
    picture.is_lossless = true;
}

// Looks among the chunks of a frame, or of the file, for the picture; true once it is found.
bool note_picture(const ByteReader& file, const Chunk& chunk, WebpPicture& picture) {
    if (chunk.name == tag("ALPH")) {
        std::array<std::byte, 1> method{};
        file.read_all_at(chunk.offset, method, "the alpha channel of the WebP");
        picture.has_alpha = true;
        picture.is_lossless |= (method[0] & std::byte{3}) == std::byte{1};
    }
    const bool is_lossy = chunk.name == tag("VP8 ");
    if (!is_lossy && chunk.name != tag("VP8L"))
        return false;
    if (chunk.length > file.size() || chunk.offset > file.size() - chunk.length)
        picture.truncation =
            fmt::format("the file ends after {} bytes, in the picture of the WebP", file.size());
    if (is_lossy)
        note_lossy(file, chunk, picture);
    else
        note_lossless(file, chunk, picture);
    return true;
}

void note_frame(const ByteReader& file, const Chunk& frame, WebpPicture& picture) {
    std::array<std::byte, 16> head{};
    file.read_all_at(frame.offset, head, "a frame of the WebP");
    picture.x = u24_at(head, 0) * 2;
    picture.y = u24_at(head, 3) * 2;
    picture.data_offset = frame.offset + head.size();
    std::uint64_t offset = picture.data_offset;
    const std::uint64_t end = std::min(frame.offset + frame.length, file.size());
    for (int i = 0; i < most_chunks && offset < end; ++i) {
        const Chunk chunk = chunk_at(file, offset);
        if (note_picture(file, chunk, picture)) {
            picture.data_bytes = std::min(chunk.next(), file.size()) - picture.data_offset;
            return;
        }
        offset = chunk.next();
    }
    throw ItemError{ErrorClass::corrupt, "the WebP has a frame without a picture"};
}

std::uint8_t orientation_in(const ByteReader& file, const Chunk& chunk) {
    // Some writers put JPEG's prefix before the EXIF data.
    constexpr std::string_view prefix{"Exif\0\0", 6};
    std::array<std::byte, prefix.size()> head{};
    const bool has_prefix =
        chunk.length > prefix.size() && file.read_at(chunk.offset, head) == head.size() &&
        std::ranges::equal(head, prefix, {}, [](std::byte b) { return static_cast<char>(b); });
    const std::uint64_t skipped = has_prefix ? prefix.size() : 0;
    return exif_orientation(file, chunk.offset + skipped, chunk.length - skipped);
}

void note_canvas(const ByteReader& file, const Chunk& chunk, WebpPicture& picture) {
    std::array<std::byte, 10> head{};
    file.read_all_at(chunk.offset, head, "the header of the WebP");
    picture.has_alpha = (head[0] & std::byte{0x10}) != std::byte{0};
    picture.canvas_width = u24_at(head, 4) + 1;
    picture.canvas_height = u24_at(head, 7) + 1;
}

bool is_metadata(const Chunk& chunk) {
    return chunk.name == tag("ICCP") || chunk.name == tag("EXIF") || chunk.name == tag("XMP ");
}

void check_place(const WebpPicture& picture, bool is_animated) {
    const bool fits = picture.x + std::uint64_t{picture.width} <= picture.canvas_width &&
                      picture.y + std::uint64_t{picture.height} <= picture.canvas_height;
    const bool fills =
        picture.width == picture.canvas_width && picture.height == picture.canvas_height;
    if (is_animated ? !fits : !fills)
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the WebP has a picture of {}x{} pixels for a canvas of {}x{}",
                                    picture.width,
                                    picture.height,
                                    picture.canvas_width,
                                    picture.canvas_height)};
}

} // namespace

WebpPicture find_webp_picture(const ByteReader& file) {
    const Chunk riff = chunk_at(file, 0);
    const std::uint64_t end = std::min(riff.offset + riff.length, file.size());
    WebpPicture picture;
    picture.data_bytes = end;
    bool is_found = false;
    bool is_animated = false;
    std::uint64_t offset = 12;
    for (int i = 0; i < most_chunks && offset + 8 <= end; ++i) {
        const Chunk chunk = chunk_at(file, offset);
        if (is_metadata(chunk))
            picture.metadata_bytes += chunk.length;
        if (chunk.name == tag("VP8X"))
            note_canvas(file, chunk, picture);
        else if (chunk.name == tag("EXIF"))
            picture.orientation = orientation_in(file, chunk);
        else if (chunk.name == tag("ANMF")) {
            if (is_animated)
                ++picture.frames;
            else if (!is_found)
                note_frame(file, chunk, picture);
            is_found = is_animated = true;
        } else if (!is_found)
            is_found = note_picture(file, chunk, picture);
        offset = chunk.next();
    }
    if (riff.offset + riff.length > file.size())
        picture.truncation = fmt::format(
            "the WebP has {} bytes and should have {}", file.size(), riff.offset + riff.length);
    if (!is_found)
        throw ItemError{picture.truncation.empty() ? ErrorClass::corrupt : ErrorClass::truncated,
                        picture.truncation.empty() ? "the WebP has no picture in it"
                                                   : picture.truncation};
    if (picture.canvas_width == 0) {
        picture.canvas_width = picture.width;
        picture.canvas_height = picture.height;
    }
    check_place(picture, is_animated);
    return picture;
}

} // namespace penstock::codec

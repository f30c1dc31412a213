// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/found_metadata.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <string>
#include <utility>

namespace penstock::codec {
namespace {

constexpr std::uint64_t most_chunks = 1'000'000; // some writers cut pictures into small ones
constexpr std::string_view xmp_key = "XML:com.adobe.xmp";

struct Chunk {
    std::string_view name;
    std::uint64_t offset = 0; // of the content
    std::uint64_t length = 0;
};

// What stands before the first 0 of a chunk; `chunk` loses it and the 0.
std::optional<std::string> take_word(const ByteReader& file, Chunk& chunk, std::size_t most) {
    std::array<std::byte, 256> bytes{};
    const std::size_t wanted = std::min({most + 1, bytes.size(), std::size_t{chunk.length}});
    const auto read =
        std::span{bytes}.first(file.read_at(chunk.offset, std::span{bytes}.first(wanted)));
    const auto end = std::ranges::find(read, std::byte{0});
    if (end == read.end())
        return std::nullopt;
    const auto size = static_cast<std::size_t>(end - read.begin());
    chunk.offset += size + 1;
    chunk.length -= size + 1;
    return std::string{reinterpret_cast<const char*>(read.data()), size};
}

// A byte of a chunk, which loses it.
std::optional<std::byte> take_byte(const ByteReader& file, Chunk& chunk) {
    std::array<std::byte, 1> byte{};
    if (chunk.length == 0 || file.read_at(chunk.offset, byte) != 1)
        return std::nullopt;
    ++chunk.offset;
    --chunk.length;
    return byte[0];
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

void add(FoundMetadata& found, MetadataPiece piece, const Chunk& chunk) {
    piece.offset = chunk.offset;
    piece.length = chunk.length;
    add_piece(found, std::move(piece));
}

void note_profile(const ByteReader& file, Chunk chunk, FoundMetadata& found) {
    const auto name = take_word(file, chunk, most_key_bytes);
    if (name && take_byte(file, chunk) == std::byte{0})
        add(found, {.kind = MetadataKind::icc, .packing = Packing::deflate}, chunk);
}

void note_text(const ByteReader& file, Chunk chunk, bool is_packed, FoundMetadata& found) {
    auto key = take_word(file, chunk, most_key_bytes);
    if (!key || key->empty() || !is_ascii(*key))
        return;
    if (is_packed && take_byte(file, chunk) != std::byte{0})
        return;
    add(found,
        {.kind = MetadataKind::text,
         .packing = is_packed ? Packing::deflated_latin1 : Packing::latin1,
         .key = std::move(*key)},
        chunk);
}

// Key, whether it is packed, how, language, key in that language, text.
void note_unicode_text(const ByteReader& file, Chunk chunk, FoundMetadata& found) {
    auto key = take_word(file, chunk, most_key_bytes);
    const auto is_packed = take_byte(file, chunk);
    const auto method = take_byte(file, chunk);
    const auto language = take_word(file, chunk, 255);
    const auto translated = take_word(file, chunk, 255);
    if (!key || key->empty() || !is_packed || !method || !language || !translated)
        return;
    MetadataPiece piece{.packing = *is_packed == std::byte{0} ? Packing::none : Packing::deflate};
    if (*key == xmp_key) {
        piece.kind = MetadataKind::xmp;
    } else {
        piece.kind = MetadataKind::text;
        piece.key = std::move(*key);
    }
    add(found, std::move(piece), chunk);
}

void note_density(const ByteReader& file, const Chunk& chunk, Resolution& resolution) {
    std::array<std::byte, 9> bytes{};
    if (chunk.length != bytes.size() || file.read_at(chunk.offset, bytes) != bytes.size())
        return;
    const double x = u32_at(bytes, 0, std::endian::big);
    const double y = u32_at(bytes, 4, std::endian::big);
    if (bytes[8] == std::byte{1}) // for a metre
        resolution = {.x = x / 100, .y = y / 100, .unit = Resolution::Unit::centimetre};
    else if (x != y)
        resolution = {.x = x, .y = y, .unit = Resolution::Unit::none};
}

void note(const ByteReader& file, const Chunk& chunk, FoundMetadata& found) {
    if (chunk.name == "iCCP")
        note_profile(file, chunk, found);
    else if (chunk.name == "eXIf")
        add(found, {.kind = MetadataKind::exif}, chunk);
    else if (chunk.name == "tEXt" || chunk.name == "zTXt")
        note_text(file, chunk, chunk.name == "zTXt", found);
    else if (chunk.name == "iTXt")
        note_unicode_text(file, chunk, found);
    else if (chunk.name == "pHYs")
        note_density(file, chunk, found.resolution);
}

} // namespace

void find_png_metadata(const ByteReader& file, FoundMetadata& found) {
    std::uint64_t offset = 8;
    for (std::uint64_t i = 0; i < most_chunks; ++i) {
        std::array<std::byte, 8> head{};
        if (file.read_at(offset, head) != head.size())
            return;
        const Chunk chunk{.name = {reinterpret_cast<const char*>(&head[4]), 4},
                          .offset = offset + 8,
                          .length = u32_at(head, 0, std::endian::big)};
        if (chunk.name == "IEND" || chunk.length > 0x7FFF'FFFFU)
            return;
        note(file, chunk, found);
        offset = chunk.offset + chunk.length + 4;
    }
}

} // namespace penstock::codec

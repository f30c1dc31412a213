// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/found_metadata.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>
#include <utility>

namespace penstock::codec {
namespace {

using namespace std::string_view_literals;

constexpr int most_chunks = 10'000;

void note(const ByteReader& file,
          std::string_view name,
          MetadataPiece piece,
          FoundMetadata& found) {
    if (name == "ICCP")
        piece.kind = MetadataKind::icc;
    else if (name == "XMP ")
        piece.kind = MetadataKind::xmp;
    else if (name == "EXIF")
        piece.kind = MetadataKind::exif;
    else
        return;
    constexpr auto mark = "Exif\0\0"sv; // of JPEG, which some writers put there, too
    std::array<char, mark.size()> head{};
    if (piece.kind == MetadataKind::exif && piece.length > mark.size() &&
        file.read_at(piece.offset, std::as_writable_bytes(std::span{head})) == head.size() &&
        std::string_view{head.data(), head.size()} == mark) {
        piece.offset += mark.size();
        piece.length -= mark.size();
    }
    add_piece(found, std::move(piece));
}

} // namespace

void find_webp_metadata(const ByteReader& file, FoundMetadata& found) {
    std::uint64_t offset = 12;
    for (int i = 0; i < most_chunks; ++i) {
        std::array<std::byte, 8> head{};
        if (file.read_at(offset, head) != head.size())
            return;
        const std::uint64_t length = u32_at(head, 4, std::endian::little);
        note(file,
             {reinterpret_cast<const char*>(head.data()), 4},
             {.packing = Packing::none, .offset = offset + 8, .length = length},
             found);
        offset += 8 + length + (length & 1U);
    }
}

} // namespace penstock::codec

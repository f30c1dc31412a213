// SPDX-License-Identifier: Apache-2.0
#include "codec/found_metadata.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace penstock::codec {
namespace {

/// Says whether bytes that come in parts are UTF-8, but for the finer points (what could have been
/// said shorter, or stands for nothing).
class Utf8Check {
public:
    void put(std::byte byte) {
        const auto value = std::to_integer<unsigned>(byte);
        if (missing_ > 0) {
            is_sound_ = is_sound_ && value >> 6U == 2;
            --missing_;
        } else if (value >= 0x80) {
            missing_ = value >> 5U == 6 ? 1 : value >> 4U == 14 ? 2 : value >> 3U == 30 ? 3 : 0;
            is_sound_ = is_sound_ && missing_ > 0;
        }
    }
    [[nodiscard]] bool is_sound() const { return is_sound_ && missing_ == 0; }

private:
    int missing_ = 0;
    bool is_sound_ = true;
};

} // namespace

std::string_view label_of(MetadataKind kind) {
    static constexpr std::array<std::string_view, metadata_kinds> labels = {
        "ICC profile", "EXIF", "XMP", "texts"};
    return labels[static_cast<std::size_t>(kind)];
}

Packing text_packing(const ByteReader& file, std::uint64_t offset, std::uint64_t length) {
    Utf8Check check;
    std::array<std::byte, 1024> part{};
    for (std::uint64_t done = 0; done < length;) {
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(part.size(), length - done));
        const auto read = std::span{part}.first(count);
        if (file.read_at(offset + done, read) != count)
            break; // whoever reads it will say so
        std::ranges::for_each(read, [&](std::byte byte) { check.put(byte); });
        done += count;
    }
    return check.is_sound() ? Packing::none : Packing::latin1;
}

void add_piece(FoundMetadata& found, MetadataPiece piece) {
    const auto same = std::ranges::count(found.pieces, piece.kind, &MetadataPiece::kind);
    const std::size_t most = piece.kind == MetadataKind::text ? most_texts : 1;
    if (static_cast<std::size_t>(same) < most)
        found.pieces.push_back(std::move(piece));
}

void add_words(std::string& list, std::string_view words) {
    if (!list.empty())
        list += ", ";
    list += words;
}

} // namespace penstock::codec

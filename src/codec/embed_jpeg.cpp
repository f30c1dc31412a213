// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/density.hpp"
#include "codec/embed.hpp"
#include "codec/found_metadata.hpp"
#include "codec/put_number.hpp"

#include <algorithm>
#include <bit>
#include <string_view>

namespace penstock::codec {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t most_in_segment = 65'533;
constexpr std::size_t start_bytes = 2;
constexpr std::size_t jfif_bytes = 18; // of the segment that every JPEG of ours begins with

// The head of a segment, and what its content begins with.
void add_head(FileParts& parts, unsigned marker, std::string_view mark, std::size_t size) {
    std::vector<std::byte> head(4);
    head[0] = std::byte{0xFF};
    head[1] = static_cast<std::byte>(marker);
    put_number(std::span{head}.subspan(2), mark.size() + size + 2, std::endian::big);
    const auto bytes = std::as_bytes(std::span{mark});
    head.insert(head.end(), bytes.begin(), bytes.end());
    parts.add_own(std::move(head));
}

void add_segment(FileParts& parts,
                 unsigned marker,
                 std::string_view mark,
                 std::span<const std::byte> content,
                 MetadataKind kind,
                 std::string& lost) {
    if (content.empty())
        return;
    if (content.size() > most_in_segment - mark.size()) {
        add_words(lost, std::string{label_of(kind)} + " (too large for a JPEG)");
        return;
    }
    add_head(parts, marker, mark, content.size());
    parts.add(content);
}

void add_profile(FileParts& parts, std::span<const std::byte> icc, std::string& lost) {
    constexpr auto mark = "ICC_PROFILE\0"sv;
    constexpr std::size_t most = most_in_segment - mark.size() - 2;
    const std::size_t count = ceil_div(icc.size(), most);
    if (count > 255) {
        add_words(lost, "ICC profile (too large for a JPEG)");
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto part = icc.subspan(i * most, std::min(most, icc.size() - i * most));
        std::string numbered{mark};
        numbered += static_cast<char>(i + 1);
        numbered += static_cast<char>(count);
        add_head(parts, 0xE2, numbered, part.size());
        parts.add(part);
    }
}

bool has_jfif(std::span<const std::byte> file) {
    constexpr auto mark = "\xFF\xE0\0\x10JFIF\0"sv;
    return file.size() >= start_bytes + jfif_bytes &&
           std::ranges::equal(file.subspan(start_bytes, mark.size()),
                              std::as_bytes(std::span{mark}));
}

// Whole numbers: of centimetres where those are, else of inches.
void set_density(std::span<std::byte> file, const Resolution& resolution) {
    const Density density = density_in(resolution, Resolution::Unit::inch, 65'535);
    if (density.x == 0)
        return;
    const auto place = file.subspan(start_bytes + 11, 5);
    put_number(place.first(1), static_cast<std::uint64_t>(density.unit), std::endian::big);
    put_number(place.subspan(1, 2), density.x, std::endian::big);
    put_number(place.subspan(3, 2), density.y, std::endian::big);
}

} // namespace

void embed_in_jpeg(std::span<std::byte> file, Embedded& embedded, FileParts& parts) {
    std::size_t begin = start_bytes;
    if (has_jfif(file)) {
        set_density(file, embedded.resolution);
        begin += jfif_bytes;
    }
    parts.add(file.first(begin));
    std::string& lost = embedded.lost;
    add_segment(parts, 0xE1, "Exif\0\0"sv, embedded.exif, MetadataKind::exif, lost);
    add_segment(
        parts, 0xE1, "http://ns.adobe.com/xap/1.0/\0"sv, embedded.xmp, MetadataKind::xmp, lost);
    add_profile(parts, embedded.icc, lost);
    for (const Metadata::Text& text : embedded.texts)
        if (text.key == "Comment")
            add_segment(
                parts, 0xFE, "", std::as_bytes(std::span{text.value}), MetadataKind::text, lost);
    parts.add(file.subspan(begin));
}

} // namespace penstock::codec

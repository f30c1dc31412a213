// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/found_metadata.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace penstock::codec {
namespace {

using namespace std::string_view_literals;

constexpr int most_segments = 4096;
constexpr auto exif_mark = "Exif\0\0"sv;
constexpr auto xmp_mark = "http://ns.adobe.com/xap/1.0/\0"sv;
constexpr auto more_xmp_mark = "http://ns.adobe.com/xmp/extension/\0"sv;
constexpr auto icc_mark = "ICC_PROFILE\0"sv;
constexpr auto jfif_mark = "JFIF\0"sv;
constexpr auto photoshop_mark = "Photoshop 3.0\0"sv;

struct Segment {
    unsigned marker = 0;
    std::uint64_t offset = 0; // of the content
    std::uint64_t length = 0;
};

// Nothing behind what is not as it should be, and at the first scan.
std::optional<Segment> segment_at(const ByteReader& file, std::uint64_t offset) {
    std::array<std::byte, 4> head{};
    while (file.read_at(offset, head) == head.size() && head[0] == std::byte{0xFF}) {
        if (head[1] == std::byte{0xFF}) { // a filling byte
            ++offset;
            continue;
        }
        const auto marker = std::to_integer<unsigned>(head[1]);
        const std::uint64_t length = u16_at(head, 2, std::endian::big);
        if (marker == 0xDA || marker == 0xD9 || length < 2)
            break;
        return Segment{.marker = marker, .offset = offset + 4, .length = length - 2};
    }
    return std::nullopt;
}

bool begins_with(const ByteReader& file, const Segment& segment, std::string_view mark) {
    std::array<std::byte, 40> bytes{};
    const auto read = std::span{bytes}.first(mark.size());
    return segment.length > mark.size() && file.read_at(segment.offset, read) == mark.size() &&
           std::ranges::equal(read, mark, {}, [](std::byte b) { return static_cast<char>(b); });
}

MetadataPiece piece_of(const Segment& segment, MetadataKind kind, std::size_t skipped) {
    return {.kind = kind,
            .packing = Packing::none,
            .offset = segment.offset + skipped,
            .length = segment.length - skipped,
            .key = {}};
}

// The parts of a profile are numbered from 1, and say how many there are.
class ProfileParts {
public:
    void note(const ByteReader& file, const Segment& segment) {
        std::array<std::byte, 2> numbers{};
        if (file.read_at(segment.offset + icc_mark.size(), numbers) != numbers.size())
            return;
        const auto number = std::to_integer<std::size_t>(numbers[0]);
        count_ = std::to_integer<std::size_t>(numbers[1]);
        if (number == 0 || segment.length < icc_mark.size() + 2)
            return;
        parts_[number] = piece_of(segment, MetadataKind::icc, icc_mark.size() + 2);
    }
    void add_to(FoundMetadata& found) const {
        for (std::size_t i = 1; i <= count_; ++i)
            if (!parts_[i]) {
                add_words(found.lost, "ICC profile (a part of it is missing)");
                return;
            }
        for (std::size_t i = 1; i <= count_; ++i)
            found.pieces.push_back(*parts_[i]);
    }

private:
    std::array<std::optional<MetadataPiece>, 256> parts_;
    std::size_t count_ = 0;
};

void note_density(const ByteReader& file, const Segment& segment, Resolution& resolution) {
    std::array<std::byte, 5> bytes{}; // unit, x, y
    if (file.read_at(segment.offset + jfif_mark.size() + 2, bytes) != bytes.size() ||
        bytes[0] > std::byte{2})
        return;
    const double x = u16_at(bytes, 1, std::endian::big);
    const double y = u16_at(bytes, 3, std::endian::big);
    const auto unit = static_cast<Resolution::Unit>(bytes[0]);
    if (unit != Resolution::Unit::none || x != y) // square pixels go without saying
        resolution = {.x = x, .y = y, .unit = unit};
}

void note(const ByteReader& file,
          const Segment& segment,
          FoundMetadata& found,
          ProfileParts& profile) {
    const bool is_app1 = segment.marker == 0xE1;
    if (segment.marker == 0xE0 && begins_with(file, segment, jfif_mark))
        note_density(file, segment, found.resolution);
    else if (is_app1 && begins_with(file, segment, exif_mark))
        add_piece(found, piece_of(segment, MetadataKind::exif, exif_mark.size()));
    else if (is_app1 && begins_with(file, segment, xmp_mark))
        add_piece(found, piece_of(segment, MetadataKind::xmp, xmp_mark.size()));
    else if (is_app1 && begins_with(file, segment, more_xmp_mark)) {
        if (found.lost.find("extended XMP") == std::string::npos)
            add_words(found.lost, "extended XMP");
    } else if (segment.marker == 0xE2 && begins_with(file, segment, icc_mark))
        profile.note(file, segment);
    else if (segment.marker == 0xED && begins_with(file, segment, photoshop_mark)) {
        if (found.lost.find("IPTC") == std::string::npos)
            add_words(found.lost, "IPTC");
    } else if (segment.marker == 0xFE && segment.length > 0) {
        MetadataPiece piece = piece_of(segment, MetadataKind::text, 0);
        piece.key = "Comment";
        piece.packing = text_packing(file, segment.offset, segment.length);
        add_piece(found, std::move(piece));
    }
}

} // namespace

void find_jpeg_metadata(const ByteReader& file, FoundMetadata& found) {
    ProfileParts profile;
    std::uint64_t offset = 2;
    for (int i = 0; i < most_segments; ++i) {
        const std::optional<Segment> segment = segment_at(file, offset);
        if (!segment)
            break;
        note(file, *segment, found, profile);
        offset = segment->offset + segment->length;
    }
    profile.add_to(found);
}

} // namespace penstock::codec

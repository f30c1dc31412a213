// SPDX-License-Identifier: Apache-2.0
#include "codec/exr_parts.hpp"

#include "penstock/failure.hpp"

#include "codec/byte_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <string>

namespace penstock::codec {
namespace {

constexpr std::uint32_t most_attributes = 16'384; // of all parts
constexpr std::uint32_t most_parts = 1024;
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

ExrBox box_of(const ByteReader& file, const Attribute& attribute) {
    const auto box = value_of<16>(file, attribute);
    return {signed_at(box, 0), signed_at(box, 4), signed_at(box, 8), signed_at(box, 12)};
}

void note_type(const ByteReader& file, const Attribute& attribute, ExrPart& part) {
    std::array<std::byte, 4> word{};
    part.is_deep = attribute.length >= word.size() &&
                   file.read_at(attribute.offset, word) == word.size() &&
                   number(word, std::endian::big) == 0x64656570; // "deep"
}

void note_name(const ByteReader& file, const Attribute& attribute, ExrPart& part) {
    std::array<std::byte, 255> bytes{};
    const auto wanted = std::span{bytes}.first(std::min(attribute.length, bytes.size()));
    file.read_all_at(attribute.offset, wanted, "the header of the OpenEXR file");
    part.name.fill('\0');
    std::ranges::transform(
        wanted, part.name.begin(), [](std::byte b) { return static_cast<char>(b); });
}

void note(const ByteReader& file, const Attribute& attribute, ExrPart& part) {
    if (attribute.is("dataWindow")) {
        part.data = box_of(file, attribute);
        part.has_data = true;
    } else if (attribute.is("displayWindow")) {
        part.display = box_of(file, attribute);
        part.has_display = true;
    } else if (attribute.is("compression"))
        part.compression = std::to_integer<std::uint32_t>(value_of<1>(file, attribute)[0]);
    else if (attribute.is("channels")) {
        part.channels_offset = attribute.offset;
        part.channels_length = attribute.length;
    } else if (attribute.is("type"))
        note_type(file, attribute, part);
    else if (attribute.is("name"))
        note_name(file, attribute, part);
    else if (attribute.is("tiles")) {
        const auto tiles = value_of<9>(file, attribute);
        part.tile_width = u32_at(tiles, 0, little);
        part.tile_height = u32_at(tiles, 4, little);
        constexpr std::byte halves_both_sides{1}; // the other half of it says how they round
        part.has_levels = (tiles[8] & std::byte{0x0F}) == halves_both_sides;
    } else if (attribute.is("envmap"))
        part.is_environment = true;
    else
        part.metadata_bytes += attribute.length;
}

// Reads headers, one after another.
class Headers {
public:
    explicit Headers(const ByteReader& file) : file_{file} {}

    ExrPart next() {
        ExrPart part;
        Attribute attribute;
        while (read_attribute(file_, offset_, attribute)) {
            if (++attributes_ > most_attributes)
                throw ItemError{
                    ErrorClass::limit,
                    fmt::format("the OpenEXR file has more than {} attributes", most_attributes)};
            note(file_, attribute, part);
            offset_ = attribute.end;
        }
        ++offset_; // the byte that ends it
        return part;
    }
    // Behind the last header of several stands an empty one.
    [[nodiscard]] bool is_at_end() const {
        std::array<std::byte, 1> byte{};
        file_.read_all_at(offset_, byte, "the header of the OpenEXR file");
        return byte[0] == std::byte{0};
    }

    [[nodiscard]] std::uint64_t offset() const { return offset_; }

private:
    const ByteReader& file_;
    std::uint64_t offset_ = 8;
    std::uint32_t attributes_ = 0;
};

bool is_unprintable(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte >= 0x7F;
}

bool is_multipart(const ByteReader& file) {
    std::array<std::byte, 4> version{};
    file.read_all_at(4, version, "the header of the OpenEXR file");
    constexpr std::uint32_t multipart = 0x1000;
    return (u32_at(version, 0, little) & multipart) != 0;
}

} // namespace

ExrParts find_exr_part(const ByteReader& file, std::string_view name) {
    ExrParts result;
    Headers headers{file};
    const bool has_several = is_multipart(file);
    std::string names;
    bool is_named = false;
    bool is_found = false;
    do {
        ExrPart part = headers.next();
        part.number = result.count++;
        if (result.count > most_parts)
            throw ItemError{ErrorClass::limit,
                            fmt::format("the OpenEXR file has more than {} parts", most_parts)};
        constexpr std::uint32_t named = 16;
        if (part.number < named)
            names += fmt::format(
                "{}{} \"{}\"", names.empty() ? "" : ", ", part.number, part.name.data());
        const bool has_name = !name.empty() && name == part.name.data();
        const bool has_number =
            name.empty() ? part.number == 0 : name == std::to_string(part.number);
        if (!is_named && (has_name || (has_number && !is_found))) {
            result.part = part;
            is_found = true;
            is_named = has_name;
        }
    } while (has_several && !headers.is_at_end());
    result.end = headers.offset() + (has_several ? 1 : 0);
    std::ranges::replace_if(names, is_unprintable, '?');
    if (!is_found)
        throw ItemError{ErrorClass::unsupported,
                        fmt::format("the OpenEXR file has no part \"{}\"; it has {}", name, names)};
    return result;
}

} // namespace penstock::codec

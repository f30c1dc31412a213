// SPDX-License-Identifier: Apache-2.0
#include "codec/tiff_directory.hpp"

#include "penstock/failure.hpp"

#include "codec/byte_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace penstock::codec {
namespace {

constexpr std::uint64_t most_entries = 4096;
constexpr std::uint32_t subfile_type_tag = 254;
constexpr std::uint32_t texture_format_tag = 33302;
constexpr std::size_t most_directories = 65'536;

struct Entry {
    std::uint32_t tag = 0;
    std::uint32_t type = 0;
    std::uint64_t count = 0;
    std::uint64_t elsewhere = 0; // offset of a value that has no room in the entry
    TiffArray value;             // of no numbers where the type is none
};

std::uint32_t bytes_of_type(std::uint32_t type) {
    switch (type) {
    case 1: // BYTE
        return 1;
    case 3: // SHORT
        return 2;
    case 4:  // LONG
    case 13: // IFD
        return 4;
    case 16: // LONG8
    case 18: // IFD8
        return 8;
    default:
        return 0;
    }
}

void find_first_directory(const ByteReader& file, TiffDirectory& directory) {
    std::array<std::byte, 16> head{};
    file.read_all_at(0, std::span{head}.first(8), "the header of the TIFF");
    directory.order = head[0] == std::byte{'I'} ? std::endian::little : std::endian::big;
    directory.is_big = u16_at(head, 2, directory.order) == 43;
    if (!directory.is_big) {
        directory.offset = u32_at(head, 4, directory.order);
        return;
    }
    file.read_all_at(0, head, "the header of the TIFF");
    if (u16_at(head, 4, directory.order) != 8)
        throw ItemError{ErrorClass::corrupt, "the BigTIFF has offsets of an unknown size"};
    directory.offset = number(std::span{head}.subspan(8, 8), directory.order);
    directory.entry_bytes = 20;
}

void count_entries(const ByteReader& file, TiffDirectory& directory) {
    std::array<std::byte, 8> bytes{};
    const auto count = std::span{bytes}.first(directory.is_big ? 8 : 2);
    file.read_all_at(directory.offset, count, "the directory of the TIFF");
    directory.entries = number(count, directory.order);
    directory.first_entry = directory.offset + count.size();
    const auto word = std::span{bytes}.first(directory.is_big ? 8 : 4);
    const std::uint64_t end = directory.first_entry + directory.entries * directory.entry_bytes;
    // Where the last directory ends with the file, some writers leave this out.
    directory.next = directory.entries <= most_entries && file.read_at(end, word) == word.size()
                         ? number(word, directory.order)
                         : 0;
    if (directory.entries == 0)
        throw ItemError{ErrorClass::corrupt, "the TIFF has an empty directory"};
    if (directory.entries > most_entries)
        throw ItemError{ErrorClass::limit,
                        fmt::format("the TIFF has a directory of {} entries; {} are allowed",
                                    directory.entries,
                                    most_entries)};
}

Entry entry_at(const ByteReader& file, const TiffDirectory& directory, std::uint64_t index) {
    std::array<std::byte, 20> bytes{};
    const auto raw = std::span{bytes}.first(directory.entry_bytes);
    const std::uint64_t place = directory.first_entry + index * directory.entry_bytes;
    file.read_all_at(place, raw, "the directory of the TIFF");
    const std::size_t word = directory.is_big ? 8 : 4;
    Entry entry;
    entry.tag = u16_at(raw, 0, directory.order);
    entry.type = u16_at(raw, 2, directory.order);
    entry.count = number(raw.subspan(4, word), directory.order);
    entry.elsewhere = number(raw.subspan(4 + word, word), directory.order);
    entry.value.number_bytes = bytes_of_type(entry.type);
    if (entry.value.number_bytes == 0)
        return entry;
    entry.value.count = entry.count;
    const bool is_inline = entry.value.count <= word / entry.value.number_bytes;
    entry.value.offset = is_inline ? place + 4 + word : entry.elsewhere;
    return entry;
}

// What all numbers of a short array are; 0 where they differ.
std::uint64_t
common_number(const ByteReader& file, const TiffDirectory& directory, const TiffArray& array) {
    const std::uint64_t first = number_at(file, directory, array, 0);
    for (std::uint64_t i = 1; i < std::min<std::uint64_t>(array.count, 32); ++i)
        if (number_at(file, directory, array, i) != first)
            return 0;
    return first;
}

void note_scalar(std::uint32_t tag, std::uint64_t value, TiffDirectory& directory) {
    switch (tag) {
    case 254: { // bits: of lower resolution, a page, a mask
        constexpr std::uint64_t aside = 1 | 4;
        directory.is_aside = (value & aside) != 0;
        directory.is_smaller = value == 1;
        break;
    }
    case 256:
        directory.width = value;
        break;
    case 257:
        directory.height = value;
        break;
    case 259:
        directory.compression = value;
        break;
    case 262:
        directory.photometric = value;
        break;
    case 274:
        directory.orientation = value;
        break;
    case 277:
        directory.samples = value;
        break;
    case 278:
        directory.rows_per_strip = value;
        break;
    case 284:
        directory.planar = value;
        break;
    case 322:
        directory.tile_width = value;
        break;
    case 323:
        directory.tile_height = value;
        break;
    case 332:
        directory.ink_set = value;
        break;
    case 338:
        directory.extra_sample = value;
        break;
    case 32997:
        directory.depth = value;
        break;
    default:
        break;
    }
}

bool is_geography(std::uint32_t tag) {
    return tag == 33550 || tag == 33922 || tag == 34264 || tag == 34735 || tag == 42112 ||
           tag == 42113;
}

// What the writers of textures say of them where their smaller pictures follow.
bool says_plain_texture(const ByteReader& file, const Entry& entry) {
    constexpr std::string_view wanted = "Plain Texture";
    std::array<std::byte, wanted.size()> text{};
    return entry.count >= wanted.size() && file.read_at(entry.elsewhere, text) == text.size() &&
           std::ranges::equal(text, std::as_bytes(std::span{wanted}));
}

// Texts, XMP, IPTC, Photoshop's resources, the colour profile. The layers that Photoshop adds are
// nothing that anybody reads here, and can be many times the picture.
bool is_metadata(const Entry& entry) {
    constexpr std::uint32_t ascii = 2;
    return entry.type == ascii || entry.tag == 700 || entry.tag == 33723 || entry.tag == 34377 ||
           entry.tag == 34675;
}

void note(const ByteReader& file, const Entry& entry, TiffDirectory& directory) {
    if (is_metadata(entry)) // which has bytes, or in old files of IPTC words of four
        directory.metadata_bytes += std::min(entry.count, file.size()) *
                                    std::max<std::uint64_t>(entry.value.number_bytes, 1);
    directory.has_geography = directory.has_geography || is_geography(entry.tag);
    if (entry.tag == texture_format_tag)
        directory.is_plain_texture = says_plain_texture(file, entry);
    if (entry.value.count == 0)
        return;
    switch (entry.tag) {
    case 258:
        directory.bits = common_number(file, directory, entry.value);
        break;
    case 339:
        directory.sample_format = common_number(file, directory, entry.value);
        break;
    case 330:
        directory.subdirectories = entry.value;
        break;
    case 320:
        directory.colour_map_entries = entry.value.count;
        break;
    case 273:
    case 324:
        directory.offsets = entry.value;
        break;
    case 279:
    case 325:
        directory.sizes = entry.value;
        break;
    default:
        if (is_picture_tag(entry.tag) || entry.tag == subfile_type_tag)
            note_scalar(entry.tag, number_at(file, directory, entry.value, 0), directory);
        break;
    }
}

// What the directory says of being a picture by itself; the rest of it is not looked at.
void note_subfile_type(const ByteReader& file, TiffDirectory& directory) {
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        const Entry entry = entry_at(file, directory, i);
        if (entry.tag == subfile_type_tag && entry.value.count > 0)
            note_scalar(entry.tag, number_at(file, directory, entry.value, 0), directory);
        if (entry.tag >= subfile_type_tag)
            return; // they are sorted
    }
}

} // namespace

bool is_picture_tag(std::uint32_t tag) {
    static constexpr auto tags = std::to_array<std::uint32_t>(
        {256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 292, 293,  317,
         320, 322, 323, 324, 325, 332, 338, 339, 347, 529, 530, 531, 532, 32997});
    return std::ranges::binary_search(tags, tag);
}

std::uint64_t number_at(const ByteReader& file,
                        const TiffDirectory& directory,
                        const TiffArray& array,
                        std::uint64_t index) {
    std::array<std::byte, 8> bytes{};
    const auto raw = std::span{bytes}.first(array.number_bytes);
    file.read_all_at(array.offset + index * array.number_bytes, raw, "the directory of the TIFF");
    return number(raw, directory.order);
}

TiffDirectory read_tiff_tags(const ByteReader& file, std::uint64_t offset) {
    TiffDirectory directory;
    find_first_directory(file, directory);
    if (offset != 0)
        directory.offset = offset;
    count_entries(file, directory);
    for (std::uint64_t i = 0; i < directory.entries; ++i)
        note(file, entry_at(file, directory, i), directory);
    if (directory.offsets.count == 0)
        throw ItemError{ErrorClass::corrupt, "the TIFF does not say where its picture lies"};
    return directory;
}

// Strips and tiles that end behind the file: the first and the last ones are looked at.
void find_truncation(const ByteReader& file, TiffDirectory& directory) {
    constexpr std::uint64_t looked_at = 1024;
    const std::uint64_t count = std::min(directory.offsets.count, directory.sizes.count);
    for (std::uint64_t i = 0; i < count; ++i) {
        if (i == looked_at && count > 2 * looked_at)
            i = count - looked_at;
        const std::uint64_t offset = number_at(file, directory, directory.offsets, i);
        const std::uint64_t size = number_at(file, directory, directory.sizes, i);
        if (offset > file.size() || size > file.size() - offset) {
            directory.truncation = fmt::format("the file ends after {} bytes, and part {} of the "
                                               "TIFF's picture lies at {} to {}",
                                               file.size(),
                                               i + 1,
                                               offset,
                                               offset + size);
            return;
        }
    }
}

TiffDirectory read_tiff_directory(const ByteReader& file, std::uint64_t offset) {
    TiffDirectory directory = read_tiff_tags(file, offset);
    find_truncation(file, directory);
    return directory;
}

std::vector<std::uint64_t> find_tiff_pages(const ByteReader& file, std::size_t most) {
    TiffDirectory directory;
    find_first_directory(file, directory);
    std::vector<std::uint64_t> pages;
    // A circle comes back to where we were after 1, 2, 4, ... steps.
    std::uint64_t known = 0;
    std::size_t steps = 0;
    for (std::size_t next_known = 1; directory.offset != 0 && pages.size() <= most; ++steps) {
        if (directory.offset == known)
            throw ItemError{ErrorClass::corrupt, "the TIFF's directories lead in a circle"};
        if (steps == most_directories)
            throw ItemError{ErrorClass::limit,
                            fmt::format("the TIFF has more than {} directories", most_directories)};
        if (steps == next_known) {
            known = directory.offset;
            next_known *= 2;
        }
        directory.is_aside = false;
        count_entries(file, directory);
        note_subfile_type(file, directory);
        if (pages.empty() || !directory.is_aside)
            pages.push_back(directory.offset);
        directory.offset = directory.next;
    }
    return pages;
}

} // namespace penstock::codec

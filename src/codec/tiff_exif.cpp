// SPDX-License-Identifier: Apache-2.0
#include "codec/tiff_exif.hpp"

#include "codec/byte_order.hpp"
#include "codec/put_number.hpp"

#include <algorithm>
#include <array>

namespace penstock::codec {
namespace {

constexpr std::uint64_t most_bytes = 60'000;
constexpr std::uint32_t long_type = 4;
constexpr std::uint32_t long8_type = 16;
constexpr std::uint32_t orientation_tag = 274;

// Description, maker, model, orientation, resolution and its unit, software, date, artist,
// computer, copyright, rating, and what Windows notes.
bool is_main(std::uint32_t tag) {
    static constexpr auto tags = std::to_array<std::uint32_t>({270,
                                                               271,
                                                               272,
                                                               274,
                                                               282,
                                                               283,
                                                               296,
                                                               305,
                                                               306,
                                                               315,
                                                               316,
                                                               18246,
                                                               18249,
                                                               33432,
                                                               40091,
                                                               40092,
                                                               40093,
                                                               40094,
                                                               40095});
    return std::ranges::binary_search(tags, tag);
}

// All but the maker's own notes, and a directory about how files are exchanged.
bool is_capture(std::uint32_t tag) {
    return tag != 0x927C && tag != 0xA005;
}

bool is_place(std::uint32_t) {
    return true;
}

bool is_pointer(std::uint32_t tag) {
    return tag == exif_pointer_tag || tag == gps_pointer_tag;
}

std::vector<TiffField> directory_behind(const ByteReader& file,
                                        const TiffForm& form,
                                        std::vector<TiffField>& pointers,
                                        std::uint32_t tag,
                                        bool (*wanted)(std::uint32_t),
                                        std::uint64_t& room) {
    const TiffField* pointer = find_field(pointers, tag);
    if (pointer == nullptr || pointer->count != 1)
        return {};
    return read_tiff_fields(file, form, number(pointer->value, form.order), wanted, room);
}

// What a TIFF says anyway, by tags of its picture or as its resolution.
bool says_little(const TiffField& field, std::endian order) {
    return field.tag == 282 || field.tag == 283 || field.tag == 296 ||
           (field.tag == orientation_tag && number(field.value, order) == 1);
}

// Those that a block of EXIF can have: types of BigTIFF are none of them.
void keep_classic(std::vector<TiffField>& fields) {
    std::erase_if(fields, [](const TiffField& field) { return field.type >= long8_type; });
}

} // namespace

ExifTags read_exif_tags(const ByteReader& file, const TiffForm& form) {
    ExifTags tags;
    std::uint64_t room = 64;
    auto pointers = read_tiff_fields(file, form, form.first_directory, is_pointer, room);
    room = most_bytes;
    tags.main = read_tiff_fields(file, form, form.first_directory, is_main, room);
    tags.capture = directory_behind(file, form, pointers, exif_pointer_tag, is_capture, room);
    tags.place = directory_behind(file, form, pointers, gps_pointer_tag, is_place, room);
    for (auto* fields : {&tags.main, &tags.capture, &tags.place})
        keep_classic(*fields);
    return tags;
}

std::vector<std::byte> exif_of_tiff(const ByteReader& file) {
    const auto form = tiff_form_of(file);
    if (!form)
        return {};
    ExifTags tags = read_exif_tags(file, *form);
    const auto is_little = [&](const TiffField& field) { return says_little(field, form->order); };
    if (tags.capture.empty() && tags.place.empty() && std::ranges::all_of(tags.main, is_little))
        return {};
    const TiffForm block{.order = form->order, .is_big = false, .first_directory = 8};
    if (!tags.capture.empty())
        tags.main.push_back(number_field(exif_pointer_tag, long_type, 0, block.order));
    if (!tags.place.empty())
        tags.main.push_back(number_field(gps_pointer_tag, long_type, 0, block.order));
    std::ranges::sort(tags.main, {}, &TiffField::tag);
    const std::size_t capture = 8 + directory_bytes(tags.main, false);
    const std::size_t place =
        capture + (tags.capture.empty() ? 0 : directory_bytes(tags.capture, false));
    if (TiffField* pointer = find_field(tags.main, exif_pointer_tag))
        put_number(pointer->value, capture, block.order);
    if (TiffField* pointer = find_field(tags.main, gps_pointer_tag))
        put_number(pointer->value, place, block.order);
    const std::size_t size =
        tags.place.empty() ? place : place + directory_bytes(tags.place, false);
    std::vector<std::byte> bytes(size);
    const char mark = block.order == std::endian::little ? 'I' : 'M';
    bytes[0] = bytes[1] = static_cast<std::byte>(mark);
    put_number(std::span{bytes}.subspan(2, 2), 42, block.order);
    put_number(std::span{bytes}.subspan(4, 4), 8, block.order);
    const auto write = [&](std::size_t at, const std::vector<TiffField>& fields) {
        write_tiff_directory(
            std::span{bytes}.subspan(at, directory_bytes(fields, false)), at, fields, block);
    };
    write(8, tags.main);
    if (!tags.capture.empty())
        write(capture, tags.capture);
    if (!tags.place.empty())
        write(place, tags.place);
    return bytes;
}

} // namespace penstock::codec

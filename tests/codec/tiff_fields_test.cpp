// SPDX-License-Identifier: Apache-2.0
#include "codec/tiff_fields.hpp"

#include "codec/metadata_samples.hpp"
#include "codec/put_number.hpp"
#include "codec/tiff_exif.hpp"
#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::codec;
using namespace penstock::test;

namespace {

bool is_any(std::uint32_t) {
    return true;
}

Bytes file_with(const std::vector<TiffField>& fields, const TiffForm& form) {
    Bytes file(form.first_directory + directory_bytes(fields, form.is_big));
    put_number(
        std::span{file}.first(2), form.order == std::endian::little ? 0x4949 : 0x4D4D, form.order);
    put_number(std::span{file}.subspan(2, 2), form.is_big ? 43 : 42, form.order);
    put_number(form.is_big ? std::span{file}.subspan(8, 8) : std::span{file}.subspan(4, 4),
               form.first_directory,
               form.order);
    write_tiff_directory(
        std::span{file}.subspan(form.first_directory), form.first_directory, fields, form);
    return file;
}

std::vector<TiffField> some_fields(std::endian order) {
    TiffField text{.tag = 271, .type = 2, .count = 11, .value = Bytes(11, std::byte{'a'})};
    TiffField fraction{.tag = 282, .type = 5, .count = 1, .value = Bytes(8)};
    put_number(std::span{fraction.value}.first(4), 300, order);
    put_number(std::span{fraction.value}.last(4), 1, order);
    return {number_field(256, 3, 70, order), text, fraction, number_field(700, 4, 123'456, order)};
}

} // namespace

TEST_CASE("fields are read as they were written", "[codec][tiff]") {
    for (const std::endian order : {std::endian::little, std::endian::big})
        for (const bool is_big : {false, true}) {
            const TiffForm form{.order = order, .is_big = is_big, .first_directory = 20};
            const std::vector<TiffField> fields = some_fields(order);
            const Bytes file = file_with(fields, form);
            const MemoryReader reader{file};
            const auto found = tiff_form_of(reader);
            REQUIRE(found);
            CHECK(found->order == order);
            CHECK(found->is_big == is_big);
            CHECK(found->first_directory == 20);
            std::uint64_t room = 100;
            const auto read = read_tiff_fields(reader, *found, 20, is_any, room);
            REQUIRE(read.size() == fields.size());
            for (std::size_t i = 0; i < read.size(); ++i) {
                CHECK(read[i].tag == fields[i].tag);
                CHECK(read[i].type == fields[i].type);
                CHECK(read[i].value == fields[i].value);
            }
            CHECK(room == 100 - (2 + 11 + 8 + 4));
        }
}

TEST_CASE("fields for which there is no room, or that lie outside, are left out", "[codec][tiff]") {
    const TiffForm form{.first_directory = 20};
    Bytes file = file_with(some_fields(form.order), form);
    std::uint64_t room = 10;
    auto read = read_tiff_fields(MemoryReader{file}, form, 20, is_any, room);
    CHECK(find_field(read, 271) == nullptr);
    CHECK(find_field(read, 282) != nullptr);
    CHECK(room == 0);
    file.resize(file.size() - 8); // where the fraction lies
    room = 100;
    read = read_tiff_fields(MemoryReader{file}, form, 20, is_any, room);
    CHECK(find_field(read, 282) == nullptr);
    CHECK(find_field(read, 271) != nullptr);
}

TEST_CASE("numbers are turned around by themselves", "[codec][tiff]") {
    std::vector<TiffField> fields = some_fields(std::endian::little);
    const std::vector<TiffField> expected = some_fields(std::endian::big);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        change_order(fields[i]);
        CHECK(fields[i].value == expected[i].value);
    }
}

TEST_CASE("EXIF in a TIFF is what the block said, without what is worthless elsewhere",
          "[codec][tiff]") {
    const Bytes file =
        encoded(picture_with({.exif = exif_block({.order = std::endian::big})}, FormatId::tiff),
                {FormatId::tiff});
    const std::string block = text_of(exif_of_tiff(MemoryReader{file}));
    CHECK(block.find("Penstock") != std::string::npos);
    CHECK(block.find("2020:01:02 03:04:05") != std::string::npos);
    CHECK(block.find("notes of the maker") == std::string::npos);
    const auto tags = read_exif_tags(MemoryReader{file}, *tiff_form_of(MemoryReader{file}));
    CHECK(tags.capture.size() == 3);
    CHECK(tags.place.size() == 1);
    CHECK(number_field(0xA003, 3, 10, std::endian::little).value == tags.capture[2].value);
}

TEST_CASE("a TIFF that says nothing beside its picture has no EXIF", "[codec][tiff]") {
    const Bytes file = encoded(picture_with({.resolution = {.x = 300, .y = 300}}, FormatId::tiff),
                               {FormatId::tiff});
    CHECK(exif_of_tiff(MemoryReader{file}).empty());
    const Bytes nothing(100);
    CHECK(exif_of_tiff(MemoryReader{nothing}).empty());
}

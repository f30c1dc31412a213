// SPDX-License-Identifier: Apache-2.0
#include "codec/exif_edit.hpp"

#include "codec/exif.hpp"
#include "codec/metadata_samples.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <random>

using namespace penstock;
using namespace penstock::codec;
using namespace penstock::test;

namespace {

std::uint8_t orientation_of(const Bytes& exif) {
    return exif_orientation(MemoryReader{exif}, 0, exif.size());
}

} // namespace

TEST_CASE("the orientation is changed where it stands, and nothing else", "[codec][exif]") {
    for (const std::endian order : {std::endian::little, std::endian::big}) {
        Bytes exif = exif_block({.order = order, .orientation = 8});
        CHECK(orientation_of(exif) == 8);
        set_exif_upright(exif);
        CHECK(exif == exif_block({.order = order, .orientation = 1}));
    }
}

TEST_CASE("the size is changed where it stands", "[codec][exif]") {
    Bytes exif = exif_block();
    set_exif_size(exif, 640, 3000);
    CHECK(exif == exif_block({.width = 640}));
    const Bytes before = exif;
    set_exif_size(exif, 640, 70'000); // the height has 16 bits
    CHECK(exif == before);
}

TEST_CASE("without its thumbnail EXIF is as if there had been none", "[codec][exif]") {
    for (const std::endian order : {std::endian::little, std::endian::big}) {
        Bytes exif = exif_block({.order = order, .has_thumbnail = true});
        const Bytes without = exif_block({.order = order});
        const std::size_t size = without_exif_thumbnail(exif);
        REQUIRE(size < exif.size());
        REQUIRE(size >= without.size());
        CHECK(std::equal(without.begin(), without.end(), exif.begin()));
        CHECK(std::all_of(exif.begin() + static_cast<std::ptrdiff_t>(without.size()),
                          exif.end(),
                          [](std::byte b) { return b == std::byte{0}; }));
    }
    Bytes none = exif_block();
    CHECK(without_exif_thumbnail(none) == none.size());
    CHECK(none == exif_block());
}

TEST_CASE("a thumbnail that lies before other values is overwritten where it is", "[codec][exif]") {
    Bytes exif = exif_block({.has_thumbnail = true});
    const std::size_t size = exif.size();
    exif.insert(exif.end(), 10, std::byte{5});
    CHECK(without_exif_thumbnail(exif) == size + 10);
    CHECK(std::ranges::count(exif, std::byte{0xAB}) == 0);
    CHECK(exif.back() == std::byte{5});
}

TEST_CASE("the orientation in XMP is changed in both its forms", "[codec][exif]") {
    for (const std::string before :
         {"tiff:Orientation=\"", "tiff:Orientation='", "<tiff:Orientation>"}) {
        std::string xmp = "a " + before + "6' " + before + "x";
        set_xmp_upright(std::as_writable_bytes(std::span{xmp}));
        CHECK(xmp == "a " + before + "1' " + before + "x");
    }
    std::string end = "tiff:Orientation=\"";
    set_xmp_upright(std::as_writable_bytes(std::span{end}));
    CHECK(end == "tiff:Orientation=\"");
}

TEST_CASE("the place is taken out, and nothing else", "[codec][exif]") {
    for (const std::endian order : {std::endian::little, std::endian::big}) {
        Bytes exif = exif_block({.order = order, .orientation = 6, .has_thumbnail = true});
        const auto text = [&] {
            return std::string{reinterpret_cast<const char*>(exif.data()), exif.size()};
        };
        const std::string tag = order == std::endian::little ? "\x25\x88" : "\x88\x25";
        const std::string north = order == std::endian::little
                                      ? std::string{"\1\0\2\0\2\0\0\0N\0", 10}
                                      : std::string{"\0\1\0\2\0\0\0\2N\0", 10};
        REQUIRE(text().find(tag) != std::string::npos);
        REQUIRE(text().find(north) != std::string::npos);
        const std::size_t size = exif.size();
        remove_exif_place(exif);
        CHECK(exif.size() == size);
        CHECK(text().find(tag) == std::string::npos);
        CHECK(text().find(north) == std::string::npos);
        CHECK(text().find("Penstock") != std::string::npos);
        CHECK(text().find("notes of the maker") != std::string::npos);
        CHECK(orientation_of(exif) == 6);
        CHECK(without_exif_thumbnail(exif) < size); // it is found where it was
        const Bytes once = exif;
        remove_exif_place(exif);
        CHECK(exif == once);
    }
}

TEST_CASE("broken EXIF does no harm", "[codec][exif]") {
    const Bytes sound = exif_block({.orientation = 3, .has_thumbnail = true});
    std::mt19937 random{1};
    for (int i = 0; i < 20'000; ++i) {
        Bytes exif{sound.begin(),
                   sound.begin() + static_cast<std::ptrdiff_t>(random() % (sound.size() + 1))};
        for (int changes = static_cast<int>(random() % 4); changes > 0 && !exif.empty(); --changes)
            exif[random() % exif.size()] = static_cast<std::byte>(random());
        set_exif_upright(exif);
        set_exif_size(exif, 10, 10);
        remove_exif_place(exif);
        CHECK(without_exif_thumbnail(exif) <= exif.size());
    }
}

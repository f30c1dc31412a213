// SPDX-License-Identifier: Apache-2.0
#include "codec/tga.hpp"

#include "codec/raw_files.hpp"
#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::codec;
using test::bytes;
using test::operator+;
using test::values_of;

namespace {

struct TgaFields {
    int kind = 2;
    int width = 2;
    int height = 1;
    int bits = 24;
    int flags = 0x20;
    int first_index = 0;
    int entries = 0;
    int entry_bits = 0;
};

test::Bytes tga(const TgaFields& f, const test::Bytes& rest) {
    return bytes({2,        f.entries != 0 ? 1 : 0,
                  f.kind,   f.first_index,
                  0,        f.entries,
                  0,        f.entry_bits,
                  0,        0,
                  0,        0,
                  f.width,  0,
                  f.height, 0,
                  f.bits,   f.flags,
                  'i',      'd'}) +
           rest;
}

} // namespace

TEST_CASE("pixels have 8, 16, 24 or 32 bits, alpha where the header says so", "[codec][tga]") {
    CHECK(values_of(test::decoded(tga({}, bytes({1, 2, 3, 4, 5, 6})))) ==
          std::vector{3, 2, 1, 6, 5, 4});
    CHECK(values_of(test::decoded(tga({.width = 1, .bits = 32, .flags = 0x28},
                                      bytes({1, 2, 3, 4})))) == std::vector{3, 2, 1, 4});
    CHECK(values_of(test::decoded(tga({.width = 1, .bits = 32, .flags = 0x20},
                                      bytes({1, 2, 3, 4})))) == std::vector{3, 2, 1});
    CHECK(values_of(test::decoded(tga({.bits = 16}, bytes({0, 0x7C, 0x1F, 0x80})))) ==
          std::vector{255, 0, 0, 0, 0, 255});
    CHECK(
        values_of(test::decoded(tga({.bits = 16, .flags = 0x21}, bytes({0, 0x7C, 0x1F, 0x80})))) ==
        std::vector{255, 0, 0, 0, 0, 0, 255, 255});
    CHECK(values_of(test::decoded(tga({.kind = 3, .bits = 8}, bytes({7, 9})))) ==
          std::vector{7, 9});
    CHECK(values_of(test::decoded(tga({.kind = 3, .width = 1, .bits = 16}, bytes({7, 9})))) ==
          std::vector{7, 9});
}

TEST_CASE("alpha that version 2 calls useless is left out", "[codec][tga]") {
    for (const int kind : {0, 1, 2, 3, 4}) {
        test::Bytes extension(495);
        extension[494] = static_cast<std::byte>(kind);
        const test::Bytes file = tga({.width = 1, .bits = 32, .flags = 0x28}, bytes({1, 2, 3, 4})) +
                                 extension + bytes({24, 0, 0, 0, 0, 0, 0, 0}) +
                                 bytes(std::string_view{"TRUEVISION-XFILE.\0", 18});
        CHECK(test::decoded(file).spec().channels == (kind < 3 ? 3 : 4));
    }
}

TEST_CASE("colours that are multiplied by alpha are divided by it", "[codec][tga]") {
    const auto decoded = [](const TgaFields& fields, const test::Bytes& pixels, int kind) {
        test::Bytes extension(495);
        extension[494] = static_cast<std::byte>(kind);
        const int at = static_cast<int>(20 + pixels.size());
        return values_of(test::decoded(tga(fields, pixels) + extension +
                                       bytes({at, 0, 0, 0, 0, 0, 0, 0}) +
                                       bytes(std::string_view{"TRUEVISION-XFILE.\0", 18})));
    };
    const TgaFields colours{.width = 4, .bits = 32, .flags = 0x28};
    // Blue, green, red, alpha: half covered, not at all, fully, and more colour than can be.
    const test::Bytes pixels =
        bytes({25, 50, 100, 128, 1, 2, 3, 0, 10, 20, 30, 255, 9, 4, 200, 100});
    CHECK(decoded(colours, pixels, 4) ==
          std::vector{199, 100, 50, 128, 3, 2, 1, 0, 30, 20, 10, 255, 255, 10, 23, 100});
    CHECK(decoded(colours, pixels, 3) ==
          std::vector{100, 50, 25, 128, 3, 2, 1, 0, 30, 20, 10, 255, 200, 4, 9, 100});
    const TgaFields gray{.kind = 3, .width = 1, .bits = 16};
    CHECK(decoded(gray, bytes({30, 60}), 4) == std::vector{128, 60});
    CHECK(decoded(gray, bytes({30, 60}), 3) == std::vector{30, 60});
    CHECK(decoded({.width = 1, .bits = 24}, bytes({1, 2, 3}), 4) == std::vector{3, 2, 1});
}

TEST_CASE("a palette may begin at any index; an index outside it is black", "[codec][tga]") {
    const TgaFields fields{
        .kind = 1, .width = 3, .bits = 8, .first_index = 10, .entries = 2, .entry_bits = 24};
    CHECK(values_of(test::decoded(tga(fields, bytes({1, 2, 3, 4, 5, 6, 11, 10, 9})))) ==
          std::vector{6, 5, 4, 3, 2, 1, 0, 0, 0});
}

TEST_CASE("rows and pixels come from either end", "[codec][tga]") {
    const test::Bytes pixels = bytes({1, 2, 3, 4});
    const auto decoded = [&](int flags) {
        return values_of(
            test::decoded(tga({.kind = 3, .height = 2, .bits = 8, .flags = flags}, pixels)));
    };
    CHECK(decoded(0x20) == std::vector{1, 2, 3, 4});
    CHECK(decoded(0x00) == std::vector{3, 4, 1, 2});
    CHECK(decoded(0x30) == std::vector{2, 1, 4, 3});
    CHECK(decoded(0x10) == std::vector{4, 3, 2, 1});
}

TEST_CASE("run lengths may cross the ends of rows, and what is too much is left out",
          "[codec][tga]") {
    const TgaFields fields{.kind = 11, .width = 3, .height = 2, .bits = 8};
    CHECK(values_of(test::decoded(tga(fields, bytes({0x83, 7, 0x01, 1, 2})))) ==
          std::vector{7, 7, 7, 7, 1, 2});
    CHECK(values_of(test::decoded(tga(fields, bytes({0xFF, 7})))) == std::vector{7, 7, 7, 7, 7, 7});
    CHECK(test::refusal(tga(fields, bytes({0x83, 7}))) ==
          "truncated: the Targa file ends after 1 of 2 rows");
    CHECK(test::refusal(tga({.kind = 1, .bits = 8, .entries = 9, .entry_bits = 24}, {})) ==
          "truncated: the Targa file ends before its pixels");
}

TEST_CASE("runs shorten what repeats, and never lengthen by more than the bound", "[codec][tga]") {
    const ImageSpec spec = test::spec_of(300, 4, 1);
    Image flat = Image::allocate(spec);
    std::ranges::fill(flat.pixels(), std::byte{7});
    CHECK(test::encoded(flat, {.format = FormatId::tga}).size() == 18U + 4 * 6 + 26);
    // One, then two alike: the worst that there is for gray.
    Image worst = Image::allocate(spec);
    for (std::size_t i = 0; i < worst.pixels().size(); ++i)
        worst.pixels()[i] = static_cast<std::byte>(i / 3 * 2 + (i % 3 == 0 ? 0 : 1));
    const test::Bytes file = test::encoded(worst, {.format = FormatId::tga});
    CHECK(file.size() > spec.bytes());
    CHECK(file.size() <= max_encoded_bytes(spec, {.format = FormatId::tga}));
    CHECK(std::ranges::equal(test::decoded(file).pixels(), std::as_const(worst).pixels()));
}

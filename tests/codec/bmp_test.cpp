// SPDX-License-Identifier: Apache-2.0
#include "codec/bmp.hpp"

#include "codec/put_number.hpp"
#include "codec/raw_files.hpp"
#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::codec;
using test::bytes;
using test::operator+;
using test::values_of;

namespace {

struct BmpFields {
    int width = 2;
    int height = 1;
    int bits = 8;
    int compression = 0;
    int colours = 2;
    int header = 40;
    int gap = 0; // between what is declared and the pixels
};

void put(test::Bytes& file, std::size_t at, std::size_t size, int value) {
    put_number(
        std::span{file}.subspan(at, size), static_cast<std::uint32_t>(value), std::endian::little);
}

// `extra` is what lies between header and pixels: masks, a palette.
test::Bytes bmp(const BmpFields& fields, const test::Bytes& extra, const test::Bytes& pixels) {
    test::Bytes file(14 + static_cast<std::size_t>(fields.header));
    file[0] = std::byte{'B'};
    file[1] = std::byte{'M'};
    put(file, 10, 4, 14 + fields.header + static_cast<int>(extra.size()) + fields.gap);
    put(file, 14, 4, fields.header);
    put(file, 18, 4, fields.width);
    put(file, 22, 4, fields.height);
    put(file, 26, 2, 1);
    put(file, 28, 2, fields.bits);
    put(file, 30, 4, fields.compression);
    put(file, 46, 4, fields.colours);
    return file + extra + pixels;
}

// Blue 1 green 2 red 3, and gray 9.
const test::Bytes two_colours = bytes({1, 2, 3, 0, 9, 9, 9, 0});

} // namespace

TEST_CASE("indices of 1, 2, 4 and 8 bits pick colours; those without one are black",
          "[codec][bmp]") {
    const std::vector expected = {9, 9, 9, 3, 2, 1};
    CHECK(values_of(test::decoded(bmp({.bits = 1}, two_colours, bytes({0x80, 0, 0, 0})))) ==
          expected);
    CHECK(values_of(test::decoded(bmp({.bits = 2}, two_colours, bytes({0x40, 0, 0, 0})))) ==
          expected);
    CHECK(values_of(test::decoded(bmp({.bits = 4}, two_colours, bytes({0x10, 0, 0, 0})))) ==
          expected);
    CHECK(values_of(test::decoded(bmp({}, two_colours, bytes({1, 0, 0, 0})))) == expected);
    CHECK(values_of(test::decoded(bmp({}, two_colours, bytes({1, 200, 0, 0})))) ==
          std::vector{9, 9, 9, 0, 0, 0});
}

TEST_CASE("pixels that are said to begin where the palette does lie behind it", "[codec][bmp]") {
    CHECK(values_of(test::decoded(bmp({.gap = -8}, two_colours, bytes({1, 0, 0, 0})))) ==
          std::vector{9, 9, 9, 3, 2, 1});
}

TEST_CASE("a palette of grays makes a gray picture", "[codec][bmp]") {
    const test::Bytes grays = bytes({5, 5, 5, 0, 7, 7, 7, 0});
    const Image image = test::decoded(bmp({}, grays, bytes({1, 0, 0, 0})));
    CHECK(image.spec().channels == 1);
    CHECK(values_of(image) == std::vector{7, 5});
}

TEST_CASE("rows end at four bytes, the lowest comes first unless the height is negative",
          "[codec][bmp]") {
    const test::Bytes rows = bytes({1, 2, 3, 0, 4, 5, 6, 0});
    CHECK(values_of(test::decoded(bmp({.width = 1, .height = 2, .bits = 24}, {}, rows))) ==
          std::vector{6, 5, 4, 3, 2, 1});
    CHECK(values_of(test::decoded(bmp({.width = 1, .height = -2, .bits = 24}, {}, rows))) ==
          std::vector{3, 2, 1, 6, 5, 4});
}

TEST_CASE("masks pick channels of any width, alpha too", "[codec][bmp]") {
    CHECK(values_of(test::decoded(bmp({.width = 1, .bits = 16}, {}, bytes({0x1F, 0x7C, 0, 0})))) ==
          std::vector{255, 0, 255});
    const test::Bytes rgb565 = bytes({0, 0xF8, 0, 0, 0xE0, 7, 0, 0, 0x1F, 0, 0, 0});
    CHECK(values_of(test::decoded(
              bmp({.width = 1, .bits = 16, .compression = 3}, rgb565, bytes({0xE0, 7, 0, 0})))) ==
          std::vector{0, 255, 0});
    const test::Bytes rgba = bytes({0xFF, 0, 0, 0, 0, 0xFF, 0, 0, 0, 0, 0xFF, 0, 0, 0, 0, 0xFF});
    CHECK(values_of(test::decoded(
              bmp({.width = 1, .bits = 32, .compression = 6}, rgba, bytes({1, 2, 3, 4})))) ==
          std::vector{1, 2, 3, 4});
    CHECK(values_of(test::decoded(bmp({.width = 1, .bits = 32}, {}, bytes({1, 2, 3, 4})))) ==
          std::vector{3, 2, 1}); // the fourth byte means nothing without a mask
}

TEST_CASE("run lengths: runs, copies, steps, ends, and what sticks out of the row",
          "[codec][bmp]") {
    const BmpFields rle8{.width = 4, .height = 2, .compression = 1};
    const test::Bytes grays = bytes({5, 5, 5, 0, 7, 7, 7, 0});
    const auto decoded = [&](const test::Bytes& runs) {
        return values_of(test::decoded(bmp(rle8, grays, runs)));
    };
    CHECK(decoded(bytes({4, 1, 0, 0, 0, 4, 1, 0, 1, 0, 0, 1})) ==
          std::vector{7, 5, 7, 5, 7, 7, 7, 7});
    CHECK(decoded(bytes({0, 2, 1, 1, 2, 1, 0, 1})) == std::vector{5, 7, 7, 5, 5, 5, 5, 5});
    CHECK(decoded(bytes({200, 1, 0, 0, 4, 1, 0, 1})) == std::vector{7, 7, 7, 7, 7, 7, 7, 7});
    CHECK(decoded(bytes({4, 1, 0, 0, 4, 1})) == std::vector{7, 7, 7, 7, 7, 7, 7, 7});
    CHECK(decoded(bytes({0, 2, 0, 200, 4, 1, 0, 1})) == std::vector{5, 5, 5, 5, 5, 5, 5, 5});
    const BmpFields rle4{.width = 4, .height = 1, .bits = 4, .compression = 2};
    CHECK(values_of(test::decoded(bmp(rle4, grays, bytes({3, 0x10, 1, 0x10, 0, 1})))) ==
          std::vector{7, 5, 7, 7});
    CHECK(values_of(test::decoded(bmp(rle4, grays, bytes({0, 4, 0x01, 0x10, 0, 1})))) ==
          std::vector{5, 7, 7, 5});
}

TEST_CASE("what is wrong with a BMP is said", "[codec][bmp]") {
    CHECK(test::refusal(bmp({.height = 2}, two_colours, bytes({1, 0, 0, 0, 1}))) ==
          "truncated: the BMP ends after 1 of 2 rows");
    CHECK(test::refusal(bmp({.compression = 1}, two_colours, bytes({1, 0}))) ==
          "truncated: the BMP ends after 0 of 1 rows");
    CHECK(test::refusal(bmp({.gap = 9}, two_colours, bytes({1, 0, 0, 0}))) ==
          "truncated: the BMP ends after 66 bytes, before its pixels at byte 71");
    CHECK(test::refusal(bmp({.gap = -20}, two_colours, bytes({1, 0, 0, 0}))) ==
          "corrupt: the BMP says that its pixels begin at byte 42, within its header of 54");
    CHECK(test::refusal(bmp({.bits = 7}, two_colours, bytes({1, 0, 0, 0}))) ==
          "corrupt: the BMP has 7 bits a pixel with compression 0, which do not go together");
    CHECK(test::refusal(bmp({.width = -2}, two_colours, bytes({1, 0, 0, 0}))) ==
          "corrupt: the BMP says that it is -2 pixels wide");
    CHECK(test::refusal(bmp({.bits = 0, .compression = 4}, {}, bytes({1, 0, 0, 0}))) ==
          "unsupported: the BMP holds a JPEG inside, which is not read: take that out of it");
    CHECK(test::refusal(bmp({.bits = 1, .compression = 3, .header = 64}, {}, bytes({1, 0, 0}))) ==
          "unsupported: the BMP is compressed with Huffman codes, which is not read");
    CHECK(test::refusal(bmp({.bits = 16, .compression = 3},
                            bytes({5, 0, 0, 0, 0xE0, 7, 0, 0, 0x1F, 0, 0, 0}),
                            bytes({1, 0, 0, 0}))) ==
          "corrupt: the BMP has a mask with gaps, 0x00000005");
    CHECK(test::refusal(bmp({.header = 100}, two_colours, bytes({1, 0, 0, 0}))) ==
          "corrupt: the BMP has a header of 100 bytes; expected 12, 16 to 64, 108 or 124");
}

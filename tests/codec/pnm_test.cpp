// SPDX-License-Identifier: Apache-2.0
#include "codec/pnm.hpp"

#include "codec/raw_files.hpp"
#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::codec;
using namespace std::string_view_literals;
using test::bytes;
using test::operator+;
using test::values_of;

TEST_CASE("plain and binary files hold the same pictures", "[codec][pnm]") {
    CHECK(values_of(test::decoded(bytes("P1\n3 2\n1 0 1\n010"))) ==
          std::vector{0, 255, 0, 255, 0, 255});
    CHECK(values_of(test::decoded(bytes("P4\n3 2\n") + bytes({0xA0, 0x40}))) ==
          std::vector{0, 255, 0, 255, 0, 255});
    CHECK(values_of(test::decoded(bytes("P2 2 1 100 0 50 # half\n"))) == std::vector{0, 128});
    CHECK(values_of(test::decoded(bytes("P5 2 1 100 ") + bytes({0, 50}))) == std::vector{0, 128});
    CHECK(values_of(test::decoded(bytes("P3#c\n1 1#d\n255\n1 2 3"))) == std::vector{1, 2, 3});
    CHECK(values_of(test::decoded(bytes("P6\n#c\n1 1\n255\n") + bytes({1, 2, 3}))) ==
          std::vector{1, 2, 3});
    CHECK(
        values_of(test::decoded(
            bytes("P7\nWIDTH 1\nHEIGHT 1\n# c\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n") +
            bytes({1, 2, 3, 4}))) == std::vector{1, 2, 3, 4});
}

TEST_CASE("a largest value above 255 makes 16 bits, the high byte first", "[codec][pnm]") {
    const Image image = test::decoded(bytes("P5 3 1 1000\n") + bytes({0, 0, 1, 0xF4, 3, 0xE8}));
    CHECK(image.spec().pixel_type == PixelType::u16);
    CHECK(test::samples_of(image)[0] == 0.0F);
    CHECK(std::abs(test::samples_of(image)[1] - 0.5F) < 0.0001F);
    CHECK(test::samples_of(image)[2] == 1.0F);
}

TEST_CASE("floats come in either order of bytes, the lowest row first", "[codec][pnm]") {
    for (const bool is_little : {true, false}) {
        const auto number = [&](int high, int next) {
            return is_little ? bytes({0, 0, next, high}) : bytes({high, next, 0, 0});
        };
        const test::Bytes file = bytes(is_little ? "Pf\n1 2\n-1.0\n"sv : "Pf\n1 2\n2.5\n"sv) +
                                 number(0x3F, 0x80) + number(0xC0, 0x00);
        const Image image = test::decoded(file);
        CHECK(image.spec().to_string() == "1x2 f32 x 1");
        CHECK(test::samples_of(image) == std::vector{-2.0F, 1.0F});
    }
}

TEST_CASE("what is wrong with a PNM is said", "[codec][pnm]") {
    CHECK(test::refusal(bytes("P5 2 2 255 ") + bytes({1, 2, 3})) ==
          "truncated: the PNM ends after 1 of 2 rows");
    CHECK(test::refusal(bytes("P2 2 2 255 1 2 3 ")) == "truncated: the PNM ends after 1 of 2 rows");
    CHECK(test::refusal(bytes("P2 2 2 255 1 2 3 # 4")) ==
          "truncated: the PNM ends after 1 of 2 rows");
    CHECK(test::refusal(bytes("P2 2 1 255 1 x")) ==
          "corrupt: the PNM has something else among its numbers");
    CHECK(test::refusal(bytes("P2 2 1 255 1 70000")) ==
          "corrupt: the PNM has something else among its numbers");
    CHECK(test::refusal(bytes("P5 2 2 0 ....")) ==
          "corrupt: the PNM says that its largest value is 0; expected 1 to 65535");
    CHECK(test::refusal(bytes("P5 2 2 65536 ....")) ==
          "corrupt: the PNM says that its largest value is 65536; expected 1 to 65535");
    CHECK(test::refusal(bytes("P5 -2 2 255 ....")) ==
          "corrupt: the PNM has no number where its width should be");
    CHECK(test::refusal(bytes("P5 99999999999 2 255 ....")) ==
          "corrupt: the PNM says that its width is 99999999999");
    CHECK(test::refusal(bytes("P5 2")) ==
          "truncated: the file ends after 4 bytes, in the header of the PNM");
    CHECK(test::refusal(bytes("Pf 1 1 0.0\n....")) == "corrupt: the PFM has no scale, or one of 0");
    CHECK(test::refusal(bytes("P5 #" + std::string(70'000, 'c'))) ==
          "limit: the header of the PNM is longer than 65536 bytes");
}

TEST_CASE("what is written is as short as the format allows", "[codec][pnm]") {
    const Image gray = test::decoded(bytes("P5 2 1 255 ab"));
    CHECK(test::encoded(gray, {.format = FormatId::pnm}) == bytes("P5\n2 1\n255\nab"));
}

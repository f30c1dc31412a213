// SPDX-License-Identifier: Apache-2.0
#include "codec/dpx.hpp"

#include "codec/put_number.hpp"
#include "codec/raw_files.hpp"
#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::codec;
using test::bytes;
using test::operator+;
using test::values_of;

namespace {

struct DpxFields {
    std::uint32_t width = 2;
    std::uint32_t height = 1;
    std::uint32_t descriptor = 50;
    std::uint32_t bits = 8;
    std::uint32_t packing = 0;
    std::uint32_t encoding = 0;
    std::uint32_t orientation = 0;
    std::uint32_t transfer = 0;
    std::uint32_t padding = 0;
    std::uint32_t elements = 1;
};

test::Bytes
dpx(const DpxFields& f, const test::Bytes& pixels, std::endian order = std::endian::big) {
    test::Bytes file(2048);
    const auto put = [&](std::size_t at, std::size_t size, std::uint32_t value) {
        put_number(std::span{file}.subspan(at, size), value, order);
    };
    put(0, 4, 0x53445058);
    put(4, 4, 2048);
    put(768, 2, f.orientation);
    put(770, 2, f.elements);
    put(772, 4, f.width);
    put(776, 4, f.height);
    put(800, 1, f.descriptor);
    put(801, 1, f.transfer);
    put(803, 1, f.bits);
    put(804, 2, f.packing);
    put(806, 2, f.encoding);
    put(812, 4, f.padding);
    return file + pixels;
}

} // namespace

TEST_CASE("three samples of 10 bits lie in a word, at either end of it", "[codec][dpx]") {
    // 1023, 0, 512.
    const std::vector expected = {1.0F, 0.0F, 512.0F / 1023.0F};
    const auto same = [&](const test::Bytes& file) {
        const Image image = test::decoded(file);
        CHECK(image.spec().pixel_type == PixelType::u16);
        const auto samples = test::samples_of(image);
        for (std::size_t i = 0; i < 3; ++i)
            CHECK(std::abs(samples[i] - expected[i]) < 0.00002F);
    };
    same(dpx({.width = 1, .bits = 10, .packing = 1}, bytes({0xFF, 0xC0, 0x08, 0x00})));
    same(dpx({.width = 1, .bits = 10, .packing = 2}, bytes({0x3F, 0xF0, 0x02, 0x00})));
    same(dpx({.width = 1, .bits = 10, .packing = 1},
             bytes({0x00, 0x08, 0xC0, 0xFF}),
             std::endian::little));
}

TEST_CASE("12 bits lie in two bytes, 16 fill them", "[codec][dpx]") {
    const auto first = [](const test::Bytes& file) {
        return test::samples_of(test::decoded(file))[0];
    };
    const DpxFields luma{.width = 1, .descriptor = 6};
    DpxFields twelve = luma;
    twelve.bits = 12;
    twelve.packing = 1;
    CHECK(first(dpx(twelve, bytes({0xFF, 0xF0, 0, 0}))) == 1.0F);
    twelve.packing = 2;
    CHECK(first(dpx(twelve, bytes({0x0F, 0xFF, 0, 0}))) == 1.0F);
    DpxFields sixteen = luma;
    sixteen.bits = 16;
    CHECK(first(dpx(sixteen, bytes({0xFF, 0xFF, 0, 0}))) == 1.0F);
}

TEST_CASE("rows end at four bytes, at none, or where the header says", "[codec][dpx]") {
    const DpxFields fields{.width = 1, .height = 2};
    CHECK(values_of(test::decoded(dpx(fields, bytes({1, 2, 3, 0, 4, 5, 6, 0})))) ==
          std::vector{1, 2, 3, 4, 5, 6});
    CHECK(values_of(test::decoded(dpx(fields, bytes({1, 2, 3, 4, 5, 6})))) ==
          std::vector{1, 2, 3, 4, 5, 6});
    DpxFields padded = fields;
    padded.padding = 2;
    CHECK(values_of(test::decoded(dpx(padded, bytes({1, 2, 3, 0, 0, 4, 5, 6, 0, 0})))) ==
          std::vector{1, 2, 3, 4, 5, 6});
}

TEST_CASE("the header tells order of channels, direction of rows and transfer", "[codec][dpx]") {
    CHECK(values_of(test::decoded(dpx({.width = 1, .descriptor = 52}, bytes({4, 3, 2, 1})))) ==
          std::vector{1, 2, 3, 4});
    const test::Bytes two = bytes({1, 2, 0, 0});
    const auto gray = [&](std::uint32_t orientation) {
        return values_of(test::decoded(dpx({.descriptor = 6, .orientation = orientation}, two)));
    };
    CHECK(gray(0) == std::vector{1, 2});
    CHECK(gray(1) == std::vector{2, 1});
    CHECK(gray(2) == std::vector{1, 2});
    CHECK(gray(3) == std::vector{2, 1});
    CHECK(test::decoded(dpx({.descriptor = 6, .orientation = 4}, two)).spec().height == 2);
    const auto space = [&](std::uint32_t transfer) {
        return test::decoded(dpx({.descriptor = 6, .transfer = transfer}, two)).spec().colour_space;
    };
    CHECK(space(1) == ColourSpace::unspecified);
    CHECK(space(2) == ColourSpace::linear);
    CHECK(space(6) == ColourSpace::srgb);
}

TEST_CASE("10 and 12 bits that are written come back within half a step of each", "[codec][dpx]") {
    for (const int bits : {10, 12})
        for (const std::uint32_t channels : {3U, 4U}) {
            const Image image = test::picture(test::spec_of(31, 17, channels, PixelType::u16));
            const Image again =
                test::decoded(test::encoded(image, {.format = FormatId::dpx, .bits = bits}));
            CHECK(again.spec().to_string() == image.spec().to_string());
            CHECK(test::difference(image, again).largest <=
                  0.5 / ((1 << bits) - 1) + 0.501 / 65'535);
        }
}

TEST_CASE("what is wrong with a DPX is said", "[codec][dpx]") {
    CHECK(test::refusal(dpx({.height = 2}, bytes({1, 2, 3, 4, 5, 6, 0, 0, 1}))) ==
          "truncated: the DPX ends after 1 of 2 rows");
    const auto found = [](const DpxFields& fields) {
        const std::string message = test::refusal(dpx(fields, bytes({0, 0, 0, 0})));
        return message.substr(0, message.find(';'));
    };
    CHECK(found({.encoding = 1}) == "unsupported: the DPX has run lengths");
    CHECK(found({.elements = 3}) == "unsupported: the DPX has 3 elements");
    CHECK(found({.descriptor = 100}) == "unsupported: the DPX has samples of the kind 100");
    CHECK(found({.bits = 32}) == "unsupported: the DPX has samples of 32 bits");
    CHECK(found({.bits = 10}) ==
          "unsupported: the DPX has samples of 10 bits that are packed without gaps");
    CHECK(found({.descriptor = 6, .bits = 10, .packing = 1}) ==
          "unsupported: the DPX has luma of 10 bits, whose order differs from writer to writer");
}

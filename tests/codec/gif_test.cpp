// SPDX-License-Identifier: Apache-2.0
#include "codec/gif.hpp"

#include "codec/gif_files.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <set>

using namespace penstock;
using namespace penstock::codec;
using test::bytes;
using test::operator+;
using test::values_of;

namespace {

test::Bytes screen(int width, int height) {
    return test::gif_screen(width, height);
}

// The only one.
test::Bytes frame(int x, int y, int width, int height, int flags, const test::Bytes& data) {
    return test::gif_picture(x, y, width, height, flags, data) + test::gif_end();
}

const test::Bytes clear_second = test::gif_control(0, 1);

test::Bytes indices(const std::vector<int>& values) {
    return test::gif_indices(values);
}

} // namespace

TEST_CASE("indices become RGB, transparent ones RGBA", "[codec][gif]") {
    CHECK(values_of(test::decoded(screen(2, 1) + frame(0, 0, 2, 1, 0, indices({1, 0})))) ==
          std::vector{4, 5, 6, 1, 2, 3});
    CHECK(values_of(
              test::decoded(screen(2, 1) + clear_second + frame(0, 0, 2, 1, 0, indices({1, 0})))) ==
          std::vector{0, 0, 0, 0, 1, 2, 3, 255});
}

TEST_CASE("the picture lies on its canvas, which is as large as it needs", "[codec][gif]") {
    CHECK(values_of(test::decoded(screen(2, 1) + frame(1, 0, 1, 1, 0, indices({0})))) ==
          std::vector{0, 0, 0, 0, 1, 2, 3, 255});
    const Image larger = test::decoded(screen(1, 1) + frame(0, 1, 2, 1, 0, indices({0, 1})));
    CHECK(larger.spec().to_string() == "2x2 u8 x 4");
    CHECK(values_of(larger) == std::vector{0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 255, 4, 5, 6, 255});
}

TEST_CASE("interlaced rows find their places", "[codec][gif]") {
    // Rows in the order of the file, 0 8 4 2 6 1 3 5 7, of which the first and the last are light.
    const Image image =
        test::decoded(screen(1, 9) + frame(0, 0, 1, 9, 0x40, indices({1, 0, 0, 0, 0, 0, 0, 0, 1})));
    std::vector<int> reds;
    for (std::uint32_t y = 0; y < 9; ++y)
        reds.push_back(std::to_integer<int>(image.row(y)[0]));
    CHECK(reds == std::vector{4, 1, 1, 1, 1, 1, 1, 4, 1});
}

TEST_CASE("a GIF without its end can be shown, one without all of its pixels cannot",
          "[codec][gif]") {
    const test::Bytes good = screen(2, 2) + frame(0, 0, 2, 2, 0, indices({1, 0, 1, 0}));
    test::Bytes file = good;
    file.resize(good.size() - 2);
    CHECK(test::refusal(file).empty());
    file.resize(good.size() - 4);
    CHECK(test::refusal(file).substr(0, 30) == "truncated: the GIF ends after ");
    file.resize(20);
    CHECK(test::refusal(file) ==
          "truncated: the file ends after 20 bytes, in the header of the GIF");
    CHECK(test::refusal(screen(1, 1) + bytes({0x3B})) == "corrupt: the GIF has no picture in it");
    CHECK(test::refusal(screen(1, 1) + bytes({7, 7})) ==
          "corrupt: the GIF has a block of the unknown kind 0x07");
    CHECK(test::refusal(screen(1, 1) + frame(0, 0, 0, 1, 0, indices({0}))) ==
          "corrupt: the GIF says that its first picture is 0x1 pixels");
    test::Bytes many = screen(1, 1) + bytes({0x21, 0xFE});
    for (int i = 0; i < 10'001; ++i)
        many = std::move(many) + bytes({1, 7});
    CHECK(test::refusal(many) == "limit: the GIF has more than 10000 blocks before its picture");
}

TEST_CASE("few colours come back exactly, and so does what is transparent", "[codec][gif]") {
    Image image = Image::allocate(test::spec_of(40, 30, 4));
    for (std::size_t i = 0; i < 1200; ++i) {
        const bool is_clear = i % 7 == 0;
        for (std::size_t c = 0; c < 3; ++c)
            image.pixels()[i * 4 + c] =
                static_cast<std::byte>(is_clear ? 0 : (i * (c + 3) % 255) & ~std::size_t{7});
        image.pixels()[i * 4 + 3] = is_clear ? std::byte{0} : std::byte{255};
    }
    const Image again = test::decoded(test::encoded(image, {.format = FormatId::gif}));
    CHECK(again.spec().to_string() == image.spec().to_string());
    CHECK(std::ranges::equal(again.pixels(), std::as_const(image).pixels()));
}

TEST_CASE("many colours become few, the same ones each time", "[codec][gif]") {
    const Image image = test::picture(test::spec_of(200, 150, 3));
    for (const auto& [colours, mean] : {std::pair{256, 0.04}, {16, 0.1}, {2, 0.3}}) {
        const EncodeOptions options{.format = FormatId::gif, .colours = colours};
        const test::Bytes file = test::encoded(image, options);
        CHECK(file == test::encoded(image, options));
        const Image again = test::decoded(file);
        CHECK(test::difference(image, again).mean < mean);
        std::set<std::vector<int>> found;
        for (std::size_t i = 0; i < again.pixels().size(); i += 3)
            found.insert({std::to_integer<int>(again.pixels()[i]),
                          std::to_integer<int>(again.pixels()[i + 1]),
                          std::to_integer<int>(again.pixels()[i + 2])});
        CHECK(found.size() <= static_cast<std::size_t>(colours));
        CHECK(found.size() >= static_cast<std::size_t>(colours) / 2);
    }
}

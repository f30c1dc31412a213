// SPDX-License-Identifier: Apache-2.0
#include "pixels/dither.hpp"

#include "pixels/convert.hpp"
#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <set>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

constexpr Dither both[] = {Dither::ordered, Dither::random};

Image plain(std::uint32_t width, std::uint32_t height, std::uint32_t channels, float value) {
    Image image = Image::allocate({width, height, channels, PixelType::f32, ColourSpace::srgb});
    for (std::size_t i = 0; i < test::sample_count(image); ++i)
        std::memcpy(image.pixels().data() + i * sizeof(float), &value, sizeof(float));
    return image;
}

Image converted(const Image& image, PixelType type, Dither dither, std::uint32_t channels = 0) {
    ImageSpec spec = image.spec();
    spec.pixel_type = type;
    spec.channels = channels == 0 ? spec.channels : channels;
    Image result = Image::allocate(spec);
    convert(image, result, dither);
    return result;
}

double mean_of(const Image& image) {
    double sum = 0;
    for (const double value : test::values_of(image))
        sum += value;
    return sum / static_cast<double>(test::sample_count(image));
}

} // namespace

TEST_CASE("Bayer's matrix has each of its 64 thresholds once, and repeats", "[pixels][dither]") {
    std::set<float> thresholds;
    for (std::uint32_t y = 0; y < 8; ++y)
        for (std::uint32_t x = 0; x < 8; ++x) {
            thresholds.insert(threshold_at(Dither::ordered, x, y));
            CHECK(threshold_at(Dither::ordered, x + 8, y + 16) ==
                  threshold_at(Dither::ordered, x, y));
        }
    CHECK(thresholds.size() == 64);
    CHECK(*thresholds.begin() == 0.5F / 64);
    CHECK(*thresholds.rbegin() == 63.5F / 64);
    // Its first rows, as published.
    const int expected[2][8] = {{0, 32, 8, 40, 2, 34, 10, 42}, {48, 16, 56, 24, 50, 18, 58, 26}};
    for (std::uint32_t y = 0; y < 2; ++y)
        for (std::uint32_t x = 0; x < 8; ++x)
            CHECK(threshold_at(Dither::ordered, x, y) ==
                  (static_cast<float>(expected[y][x]) + 0.5F) / 64);
}

TEST_CASE("dither keeps the mean where rounding would move it", "[pixels][dither]") {
    const Image image = plain(256, 256, 1, 100.3F / 255);
    CHECK(mean_of(converted(image, PixelType::u8, Dither::none)) * 255 == Approx(100));
    for (const Dither dither : both) {
        const Image result = converted(image, PixelType::u8, dither);
        CHECK(std::abs(mean_of(result) * 255 - 100.3) < 0.01);
        for (const double value : test::values_of(result))
            REQUIRE((value == 100 / 255.0 || value == 101 / 255.0));
    }
}

TEST_CASE("dither moves no value that needs no rounding", "[pixels][dither]") {
    for (const Dither dither : both)
        for (const PixelType type : {PixelType::u16, PixelType::f32}) {
            Image bytes = Image::allocate({256, 64, 1, PixelType::u8, ColourSpace::srgb});
            for (std::size_t i = 0; i < bytes.pixels().size(); ++i)
                bytes.pixels()[i] = static_cast<std::byte>(i % 256);
            const Image wide = converted(bytes, type, Dither::none);
            CHECK(test::values_of(converted(wide, PixelType::u8, dither)) ==
                  test::values_of(bytes));
        }
}

TEST_CASE("dither never moves a value by a whole step, and clamps", "[pixels][dither]") {
    for (const Dither dither : both)
        for (const PixelType from : {PixelType::u16, PixelType::f16, PixelType::f32})
            for (const PixelType to : {PixelType::u8, PixelType::u16}) {
                if (from == to)
                    continue;
                const Image image = test::noise({61, 47, 3, from, ColourSpace::srgb});
                const Image result = converted(image, to, dither);
                const double step = to == PixelType::u8 ? 1 / 255.0 : 1 / 65535.0;
                int wrong = 0;
                for (std::size_t i = 0; i < test::sample_count(image); ++i)
                    wrong += std::abs(test::value_at(result, i) -
                                      test::held(to, test::value_at(image, i))) >= step;
                CAPTURE(to_string(from), to_string(to));
                CHECK(wrong == 0);
            }
    const Image bright = plain(8, 8, 1, 7.0F);
    CHECK(mean_of(converted(bright, PixelType::u8, Dither::ordered)) == 1.0);
    const Image nothing = plain(8, 8, 1, std::nanf(""));
    CHECK(mean_of(converted(nothing, PixelType::u8, Dither::random)) == 0.0);
}

TEST_CASE("dither depends on the place of a pixel alone: gray stays gray, however wide the image",
          "[pixels][dither]") {
    for (const Dither dither : both) {
        const Image gray = converted(plain(700, 9, 1, 0.3F), PixelType::u8, dither);
        const Image rgb = converted(plain(700, 9, 3, 0.3F), PixelType::u8, dither);
        const Image made_rgb = converted(plain(700, 9, 1, 0.3F), PixelType::u8, dither, 3);
        int wrong = 0;
        for (std::uint32_t y = 0; y < 9; ++y)
            for (std::size_t x = 0; x < 700; ++x)
                for (std::size_t c = 0; c < 3; ++c) {
                    wrong += rgb.row(y)[3 * x + c] != gray.row(y)[x];
                    wrong += made_rgb.row(y)[3 * x + c] != gray.row(y)[x];
                }
        CHECK(wrong == 0);
        const float threshold = threshold_at(dither, 699, 8);
        CHECK(std::to_integer<int>(gray.row(8)[699]) ==
              static_cast<int>(std::floor(0.3F * 255 + threshold)));
    }
}

TEST_CASE("where no bits are lost there is nothing to dither", "[pixels][dither]") {
    const Image image = test::noise({33, 7, 3, PixelType::u8, ColourSpace::srgb});
    for (const PixelType type : {PixelType::u16, PixelType::f32})
        CHECK(test::values_of(converted(image, type, Dither::random)) ==
              test::values_of(converted(image, type, Dither::none)));
}

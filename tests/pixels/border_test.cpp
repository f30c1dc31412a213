// SPDX-License-Identifier: Apache-2.0
#include "pixels/border.hpp"

#include "penstock/failure.hpp"

#include "pixels/samples.hpp"
#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <array>
#include <limits>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

// All samples 0.5, alpha 1, but for what `put` changes.
Image canvas(const ImageSpec& spec) {
    Image image = Image::allocate(spec);
    std::vector<float> values(test::sample_count(image), 0.5F);
    if (spec.has_alpha())
        for (std::size_t i = spec.channels - 1; i < values.size(); i += spec.channels)
            values[i] = 1;
    store_samples(spec.pixel_type, values.data(), values.size(), image.pixels().data());
    return image;
}

void put(Image& image, std::uint32_t x, std::uint32_t y, std::uint32_t channel, float value) {
    const ImageSpec& spec = image.spec();
    store_samples(spec.pixel_type,
                  &value,
                  1,
                  image.row(y).data() + x * spec.pixel_bytes() +
                      channel * bytes_of(spec.pixel_type));
}

std::string found(const Image& image, const BorderOptions& options = {}) {
    const Area area = without_border(image, options);
    return std::to_string(area.width) + 'x' + std::to_string(area.height) + '+' +
           std::to_string(area.x) + '+' + std::to_string(area.y);
}

} // namespace

TEST_CASE("a border ends where any channel of any pixel differs", "[pixels][border]") {
    for (const PixelType type : test::all_types)
        for (const std::uint32_t channels : {1U, 2U, 3U, 4U, 7U}) {
            Image image = canvas({9, 8, channels, type, ColourSpace::srgb});
            CAPTURE(image.spec().to_string());
            CHECK(found(image) == "1x1+0+0");
            put(image, 2, 3, channels - 1, 0.25F);
            CHECK(found(image) == "1x1+2+3");
            put(image, 6, 5, 0, 0.75F);
            CHECK(found(image) == "5x3+2+3");
            put(image, 1, 4, 0, 0.75F);
            CHECK(found(image) == "6x3+1+3");
            put(image, 8, 7, 0, 0.75F);
            CHECK(found(image) == "8x5+1+3");
        }
}

TEST_CASE("an area that touches the edges is found whole", "[pixels][border]") {
    for (std::uint32_t x = 0; x < 3; ++x)
        for (std::uint32_t y = 0; y < 3; ++y) {
            Image image = canvas({3, 3, 1, PixelType::u8, ColourSpace::srgb});
            put(image, x, y, 0, 1);
            const bool is_first = x == 0 && y == 0; // then it is its colour that is cut off
            const std::string expected = "1x1+" + std::to_string(x) + '+' + std::to_string(y);
            CHECK(found(image) == (is_first ? "3x3+0+0" : expected));
            CHECK(found(image, {.colour = Rgba{128, 128, 128, 255}, .tolerance = 0}) == expected);
        }
}

TEST_CASE("rows that are longer than a piece are searched to their end", "[pixels][border]") {
    for (const std::uint32_t channels : {1U, 4U})
        for (const std::uint32_t x : {255U, 256U, 1023U, 1024U, 2999U}) {
            Image wide = canvas({3000, 2, channels, PixelType::u16, ColourSpace::srgb});
            put(wide, x, 1, 0, 0);
            CHECK(found(wide) == "1x1+" + std::to_string(x) + "+1");
            put(wide, 40, 0, 0, 0);
            CHECK(found(wide) == std::to_string(x - 39) + "x2+40+0");
        }
}

TEST_CASE("tolerance is how far a sample may be off, and no farther", "[pixels][border]") {
    Image image = canvas({4, 4, 3, PixelType::u8, ColourSpace::srgb});
    // 0.5 is held as 128.
    put(image, 1, 1, 2, 136 / 255.0F);
    put(image, 2, 2, 2, 148 / 255.0F);
    CHECK(found(image) == "2x2+1+1");
    CHECK(found(image, {.colour = {}, .tolerance = 7.5F / 255}) == "2x2+1+1");
    CHECK(found(image, {.colour = {}, .tolerance = 8.5F / 255}) == "1x1+2+2");
    CHECK(found(image, {.colour = {}, .tolerance = 1}) == "1x1+0+0");
}

TEST_CASE("what is transparent has one colour", "[pixels][border]") {
    Image image = canvas({4, 3, 4, PixelType::u8, ColourSpace::srgb});
    for (std::uint32_t y = 0; y < 3; ++y)
        for (std::uint32_t x = 0; x < 4; ++x) {
            put(image, x, y, 3, 0);
            put(image, x, y, 0, static_cast<float>(x) / 4);
        }
    put(image, 2, 1, 3, 0.5F);
    CHECK(found(image) == "1x1+2+1");
    CHECK(found(image, {.colour = Rgba{255, 0, 0, 0}, .tolerance = 0}) == "1x1+2+1");
    CHECK(found(image, {.colour = Rgba{255, 0, 0, 255}, .tolerance = 0}) == "4x3+0+0");
}

TEST_CASE("a border may be infinite; what is not a number is none", "[pixels][border]") {
    Image image = canvas({3, 3, 1, PixelType::f32, ColourSpace::linear});
    for (std::uint32_t i = 0; i < 9; ++i)
        put(image, i % 3, i / 3, 0, std::numeric_limits<float>::infinity());
    put(image, 1, 1, 0, 0.5F);
    CHECK(found(image) == "1x1+1+1");
    put(image, 0, 2, 0, std::numeric_limits<float>::quiet_NaN());
    CHECK(found(image) == "2x2+0+1");
}

TEST_CASE("the colour of a border is light where the image is", "[pixels][border]") {
    Image image = canvas({3, 1, 3, PixelType::f32, ColourSpace::linear});
    const auto light = static_cast<float>(test::light_of(0x80 / 255.0));
    for (std::uint32_t x = 0; x < 3; ++x)
        for (std::uint32_t c = 0; c < 3; ++c)
            put(image, x, 0, c, x == 1 ? 0.7F : light);
    CHECK(found(image, {.colour = Rgba{128, 128, 128, 255}, .tolerance = 1e-5F}) == "1x1+1+0");
}

TEST_CASE("the colour of channels without a meaning cannot be given", "[pixels][border]") {
    const Image image = canvas({3, 1, 5, PixelType::u8, ColourSpace::srgb});
    CHECK_THROWS_AS(found(image, {.colour = Rgba{}, .tolerance = 0}), ItemError);
}

// SPDX-License-Identifier: Apache-2.0
#include "pixels/srgb.hpp"

#include "penstock/failure.hpp"

#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <limits>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

TEST_CASE("the curves of sRGB are those of IEC 61966-2-1, within 1e-6", "[pixels][srgb]") {
    int wrong = 0;
    for (double x = 1e-7; x < 70000; x *= 1.0007)
        for (const double value : {x, -x}) {
            const auto given = static_cast<float>(value);
            const double light = test::light_of(static_cast<double>(given));
            const double stored = test::srgb_of(static_cast<double>(given));
            wrong += std::abs(linear_from_srgb(given) / light - 1) > 1e-6;
            wrong += std::abs(srgb_from_linear(given) / stored - 1) > 1e-6;
        }
    CHECK(wrong == 0);
    CHECK(linear_from_srgb(0.0F) == 0.0F);
    CHECK(srgb_from_linear(0.0F) == 0.0F);
    CHECK(linear_from_srgb(1.0F) == Approx(1.0F).epsilon(1e-7));
    CHECK(srgb_from_linear(1.0F) == Approx(1.0F).epsilon(2e-7));
}

TEST_CASE("what is no number goes through the curves of sRGB", "[pixels][srgb]") {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    for (const auto curve : {linear_from_srgb, srgb_from_linear}) {
        CHECK(std::isnan(curve(std::nanf(""))));
        CHECK(curve(infinity) == infinity);
        CHECK(curve(-infinity) == -infinity);
    }
}

TEST_CASE("every integer is read as the light that it stands for, and comes back",
          "[pixels][srgb]") {
    for (const PixelType type : {PixelType::u8, PixelType::u16}) {
        const std::uint32_t width = type == PixelType::u8 ? 256 : 65536;
        Image image = Image::allocate({width, 1, 1, type, ColourSpace::srgb});
        for (std::size_t i = 0; i < width; ++i)
            std::memcpy(image.pixels().data() + i * bytes_of(type), &i, bytes_of(type));
        std::vector<float> light(width);
        load_light(image.spec(), image.pixels().data(), width, light.data());
        int wrong = 0;
        for (std::size_t i = 0; i < width; ++i) {
            const double exact = test::light_of(static_cast<double>(i) / (width - 1));
            wrong += std::abs(static_cast<double>(light[i]) - exact) > exact * 1e-7;
        }
        CHECK(wrong == 0);
        Image back = Image::allocate(image.spec());
        store_light(back.spec(), light, back.pixels().data());
        CHECK(test::values_of(back) == test::values_of(image));
    }
}

TEST_CASE("alpha is no colour: it is read and written as it is", "[pixels][srgb]") {
    for (const PixelType type : test::all_types)
        for (const std::uint32_t channels : {2U, 4U}) {
            const Image image = test::noise({600, 1, channels, type, ColourSpace::srgb});
            const std::size_t count = test::sample_count(image);
            std::vector<float> light(count);
            load_light(image.spec(), image.pixels().data(), count, light.data());
            Image back = Image::allocate(image.spec());
            store_light(back.spec(), light, back.pixels().data());
            int wrong = 0;
            for (std::size_t i = channels - 1; i < count; i += channels) {
                wrong += static_cast<float>(test::value_at(image, i)) != light[i];
                wrong += test::value_at(image, i) != test::value_at(back, i);
            }
            CAPTURE(to_string(type), channels);
            CHECK(wrong == 0);
            CHECK(test::count_wrong(back, test::values_of(image)) == 0);
        }
}

TEST_CASE("an image says whether it holds light, or fails", "[pixels][srgb]") {
    ImageSpec spec{1, 1, 3, PixelType::f32, ColourSpace::linear};
    CHECK(holds_light(spec));
    spec.colour_space = ColourSpace::srgb;
    CHECK_FALSE(holds_light(spec));
    ImageSpec silent = spec;
    silent.colour_space = ColourSpace::unspecified;
    ImageSpec many = spec;
    many.channels = 5;
    for (const ImageSpec& one : {silent, many})
        try {
            static_cast<void>(holds_light(one));
            FAIL("it was taken for something");
        } catch (const ItemError& error) {
            CHECK(error.error_class() == ErrorClass::unsupported);
        }
}

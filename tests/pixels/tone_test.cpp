// SPDX-License-Identifier: Apache-2.0
#include "pixels/tone.hpp"

#include "penstock/failure.hpp"

#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

bool is_alpha(const ImageSpec& spec, std::size_t sample) {
    return spec.has_alpha() && sample % spec.channels == spec.channels - 1;
}

template <class Curve> std::vector<double> through(const Image& image, Curve curve) {
    std::vector<double> values = test::values_of(image);
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!is_alpha(image.spec(), i))
            values[i] = curve(values[i], is_integer(image.spec().pixel_type));
    return values;
}

void apply(Image& image, const ToneCurve& curve) {
    std::vector<std::byte> scratch(tone_scratch_bytes(image.spec()));
    apply_tone(image, curve, scratch);
}

double to_power(double value, double exponent) {
    return std::copysign(std::pow(std::abs(value), exponent), value);
}

// Calls with an image of each type and number of channels.
template <class Check> void for_all_images(Check check) {
    for (const PixelType type : test::all_types)
        for (std::uint32_t channels = 1; channels <= 4; ++channels)
            for (const auto& [width, height] : {std::pair{1U, 1U}, {17U, 1U}, {257U, 5U}}) {
                Image image = test::noise({width, height, channels, type, ColourSpace::srgb});
                const std::byte* const pixels = image.pixels().data();
                CAPTURE(image.spec().to_string());
                check(image);
                CHECK(image.pixels().data() == pixels);
            }
}

} // namespace

// Integers within 0.501 (u8) and 0.55 (u16) of a step, halfs within one step, floats within 3e-6 of
// the slope.
TEST_CASE("levels are those of the definition, in all types and channels", "[pixels][tone]") {
    for (const Levels& levels : {Levels{},
                                 {.black = 0.1, .white = 0.8},
                                 {.gamma = 2.2},
                                 {.gamma = 0.45},
                                 {.out_black = 0.25, .out_white = 0.75},
                                 {.out_black = 1, .out_white = 0},
                                 {0.2, 0.9, 1.7, 0.1, 0.95}})
        for_all_images([&levels](Image& image) {
            const auto expected = through(image, [&levels](double value, bool is_clamped) {
                double t = (value - levels.black) / (levels.white - levels.black);
                if (is_clamped)
                    t = std::min(std::max(t, 0.0), 1.0);
                return levels.out_black +
                       (levels.out_white - levels.out_black) * to_power(t, 1 / levels.gamma);
            });
            CAPTURE(levels.black, levels.white, levels.gamma, levels.out_black, levels.out_white);
            apply(image, levels_curve(levels));
            CHECK(test::count_wrong(image, expected, is_integer(image.spec().pixel_type) ? 1 : 2) ==
                  0);
        });
}

TEST_CASE("brightness and contrast make a line, in all types and channels", "[pixels][tone]") {
    for (const auto& [brightness, contrast] :
         {std::pair{0.0, 0.0}, {0.3, 0.0}, {-0.3, 0.0}, {0.0, 0.4}, {0.2, -0.6}, {0.1, -1.0}})
        for_all_images([brightness = brightness, contrast = contrast](Image& image) {
            const double slope = std::tan((contrast + 1) * std::numbers::pi / 4);
            const auto expected = through(image, [=](double value, bool) {
                return (value - (1 - brightness) / 2) * slope + (1 + brightness) / 2;
            });
            CAPTURE(brightness, contrast);
            apply(image, brightness_contrast_curve(brightness, contrast));
            CHECK(test::count_wrong(image, expected, is_integer(image.spec().pixel_type) ? 1 : 2) ==
                  0);
        });
}

TEST_CASE("all the contrast there is leaves black and white", "[pixels][tone]") {
    Image image = Image::allocate({256, 1, 1, PixelType::u8, ColourSpace::srgb});
    for (std::size_t i = 0; i < 256; ++i)
        image.pixels()[i] = static_cast<std::byte>(i);
    apply(image, brightness_contrast_curve(0, 1));
    for (std::size_t i = 0; i < 256; ++i)
        CHECK(image.pixels()[i] == (i < 128 ? std::byte{0} : std::byte{255}));
}

TEST_CASE("all the contrast there is leaves black and white, in all types", "[pixels][tone]") {
    for (const PixelType type : test::all_types)
        for (const double contrast : {1.0, 0.99999999})
            for (const double brightness : {0.0, 0.5, -0.5}) {
                Image image = test::noise({257, 5, 3, type, ColourSpace::linear});
                const auto expected = through(image, [=](double value, bool) {
                    return value < (1 - brightness) / 2 ? 0.0 : 1.0;
                });
                CAPTURE(image.spec().to_string(), contrast, brightness);
                apply(image, brightness_contrast_curve(brightness, contrast));
                CHECK(test::count_wrong(image, expected) == 0);
            }
}

TEST_CASE("floats of 0 to 1 stay finite, whatever the contrast", "[pixels][tone]") {
    for (const PixelType type : {PixelType::f16, PixelType::f32})
        for (double distance = 1; distance > 1e-12; distance /= 1.5)
            for (const double brightness : {-1.0, 0.0, 1.0}) {
                Image image = test::noise({16, 4, 4, type, ColourSpace::linear});
                CAPTURE(image.spec().to_string(), distance, brightness);
                apply(image, brightness_contrast_curve(brightness, 1 - distance));
                CHECK(std::ranges::all_of(test::values_of(image), [](double value) {
                    return std::abs(value) <= 65504; // what a half can hold
                }));
            }
}

TEST_CASE("all the brightness there is leaves white, and the least black", "[pixels][tone]") {
    for (const PixelType type : test::all_types)
        for (const double contrast : {-1.0, -0.5, 0.0, 0.5, 1.0})
            for (const double brightness : {1.0, -1.0}) {
                Image image = test::noise({257, 5, 4, type, ColourSpace::linear});
                const auto expected =
                    through(image, [=](double, bool) { return brightness > 0 ? 1.0 : 0.0; });
                CAPTURE(image.spec().to_string(), contrast, brightness);
                apply(image, brightness_contrast_curve(brightness, contrast));
                CHECK(test::count_wrong(image, expected) == 0);
            }
}

TEST_CASE("a level line makes one gray also of what is infinite", "[pixels][tone]") {
    Image image = Image::allocate({3, 1, 1, PixelType::f32, ColourSpace::linear});
    const std::vector<float> values{
        -std::numeric_limits<float>::infinity(), -7, std::numeric_limits<float>::infinity()};
    std::memcpy(image.pixels().data(), values.data(), values.size() * sizeof(float));
    apply(image, brightness_contrast_curve(0.5, -1));
    CHECK(test::values_of(image) == std::vector{0.75, 0.75, 0.75});
}

TEST_CASE("saturation moves colours away from their luma", "[pixels][tone]") {
    for (const double amount : {0.0, 0.5, 1.0, 1.8})
        for_all_images([amount](Image& image) {
            const ImageSpec spec = image.spec();
            std::vector<double> expected = test::values_of(image);
            if (spec.channels >= 3)
                for (std::size_t i = 0; i < expected.size(); i += spec.channels) {
                    double* const rgb = &expected[i];
                    const double luma = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
                    for (std::size_t c = 0; c < 3; ++c)
                        rgb[c] = luma + amount * (rgb[c] - luma);
                }
            CAPTURE(amount);
            saturate(image, amount);
            CHECK(test::count_wrong(image, expected, is_integer(spec.pixel_type) ? 1 : 2) == 0);
        });
}

TEST_CASE("what changes nothing leaves floats as they are, to the last bit", "[pixels][tone]") {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const std::vector<float> values{
        -0.0F, 0, std::numeric_limits<float>::denorm_min(), 0.1F, 1e30F, -3, 0.7F, -infinity, 1};
    Image image = Image::allocate({3, 1, 3, PixelType::f32, ColourSpace::linear});
    std::memcpy(image.pixels().data(), values.data(), values.size() * sizeof(float));
    apply(image, brightness_contrast_curve(-0.0, 0));
    apply(image, levels_curve({}));
    saturate(image, 1);
    CHECK(std::memcmp(image.pixels().data(), values.data(), values.size() * sizeof(float)) == 0);
}

TEST_CASE("16 bits become the same in small images, which need no table", "[pixels][tone]") {
    Image all = Image::allocate({256, 256, 1, PixelType::u16, ColourSpace::srgb});
    for (std::uint32_t i = 0; i < 65536; ++i) {
        const auto value = static_cast<std::uint16_t>(i);
        std::memcpy(all.pixels().data() + std::size_t{i} * 2, &value, 2);
    }
    Image row = Image::allocate({256, 1, 1, PixelType::u16, ColourSpace::srgb});
    CHECK(tone_scratch_bytes(all.spec()) == 131072);
    CHECK(tone_scratch_bytes(row.spec()) == 0);
    Image toned = Image::allocate(all.spec());
    all.clone_into(toned);
    const ToneCurve curve = levels_curve({.black = 0.1, .gamma = 1.5});
    apply(toned, curve);
    for (std::uint32_t y = 0; y < 256; ++y) {
        std::ranges::copy(all.row(y), row.row(0).begin());
        apply(row, curve);
        CHECK(std::ranges::equal(row.row(0), toned.row(y)));
    }
}

TEST_CASE("what is no number stays none, and infinity stays infinite", "[pixels][tone]") {
    Image image = Image::allocate({2, 1, 1, PixelType::f32, ColourSpace::srgb});
    const float values[] = {std::numeric_limits<float>::quiet_NaN(),
                            std::numeric_limits<float>::infinity()};
    std::memcpy(image.pixels().data(), values, sizeof(values));
    apply(image, levels_curve({.gamma = 2}));
    CHECK(std::isnan(test::value_at(image, 0)));
    CHECK(std::isinf(test::value_at(image, 1)));
}

TEST_CASE("channels of unknown meaning have no tone", "[pixels][tone]") {
    Image image = test::noise({2, 2, 5, PixelType::u8, ColourSpace::srgb});
    CHECK_THROWS_AS(apply(image, {}), ItemError);
    CHECK_THROWS_AS(saturate(image, 1), ItemError);
}

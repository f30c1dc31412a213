// SPDX-License-Identifier: Apache-2.0
#include "pixels/composite.hpp"

#include "penstock/failure.hpp"

#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

struct Reference {
    const Image& overlay;
    const Image& image;
    CompositeOptions options;

    [[nodiscard]] static double blended(Blend blend, double above, double below) {
        return blend == Blend::multiply ? above * below
               : blend == Blend::screen ? above + below - above * below
                                        : above;
    }

    // The colours of a pixel of the overlay, in the channels of the image.
    [[nodiscard]] std::vector<double> colours_at(std::size_t pixel) const {
        const ImageSpec& spec = overlay.spec();
        std::vector<double> colours;
        for (std::uint32_t c = 0; c < (spec.channels <= 2 ? 1 : 3); ++c) {
            double value = test::value_at(overlay, pixel * spec.channels + c);
            const bool wants_light =
                options.linear || image.spec().colour_space == ColourSpace::linear;
            if (wants_light && spec.colour_space == ColourSpace::srgb)
                value = test::light_of(value);
            if (!wants_light && spec.colour_space == ColourSpace::linear)
                value = test::srgb_of(value);
            colours.push_back(value);
        }
        if (colours.size() == 1)
            return {colours[0], colours[0], colours[0]};
        if (image.spec().channels <= 2)
            return {0.2126 * colours[0] + 0.7152 * colours[1] + 0.0722 * colours[2]};
        return colours;
    }

    [[nodiscard]] std::vector<double> values() const {
        std::vector<double> values = test::values_of(image);
        const std::uint32_t channels = image.spec().channels;
        for (std::int64_t y = 0; y < image.spec().height; ++y)
            for (std::int64_t x = 0; x < image.spec().width; ++x) {
                const std::int64_t column = x - options.x;
                const std::int64_t row = y - options.y;
                if (column < 0 || row < 0 || column >= overlay.spec().width ||
                    row >= overlay.spec().height)
                    continue;
                blend(&values[static_cast<std::size_t>(y * image.spec().width + x) * channels],
                      static_cast<std::size_t>(row * overlay.spec().width + column));
            }
        return values;
    }

    void blend(double* below, std::size_t pixel) const {
        const ImageSpec& spec = overlay.spec();
        const std::uint32_t channels = image.spec().channels;
        const bool has_alpha = image.spec().has_alpha();
        const std::vector<double> above = colours_at(pixel);
        double alpha = options.opacity;
        if (spec.has_alpha())
            alpha *= test::value_at(overlay, (pixel + 1) * spec.channels - 1);
        const double behind = has_alpha ? below[channels - 1] : 1;
        const double sum = options.blend == Blend::add ? std::min(alpha + behind, 1.0)
                                                       : alpha + behind - alpha * behind;
        for (std::uint32_t c = 0; c < channels - (has_alpha ? 1 : 0); ++c) {
            const double colour = options.linear ? test::light_of(below[c]) : below[c];
            double weighted = alpha * above[c] + behind * colour;
            if (options.blend != Blend::add)
                weighted = (1 - behind) * alpha * above[c] +
                           behind * alpha * blended(options.blend, above[c], colour) +
                           (1 - alpha) * behind * colour;
            const double result = sum == 0 ? 0 : weighted / sum;
            below[c] = options.linear ? test::srgb_of(result) : result;
        }
        if (has_alpha)
            below[channels - 1] = sum;
    }
};

Image composed(const Image& overlay, const Image& image, const CompositeOptions& options) {
    Image result = Image::allocate(image.spec());
    image.clone_into(result);
    composite(overlay, result, options);
    return result;
}

constexpr Blend all_blends[] = {Blend::over, Blend::add, Blend::multiply, Blend::screen};

} // namespace

TEST_CASE("each way to blend is like its reference in all pixel types", "[pixels][composite]") {
    for (const Blend blend : all_blends)
        for (const PixelType type : test::all_types)
            for (const PixelType overlay_type : {type, PixelType::u8})
                for (const std::uint32_t channels : {1U, 2U, 3U, 4U})
                    for (const std::uint32_t overlay_channels : {1U, 2U, 3U, 4U})
                        for (const bool is_linear : {false, true}) {
                            // Integers, so that what is blended is 0..1, and so are halfs of 8
                            // bits.
                            if (is_linear && !is_integer(type))
                                continue;
                            const Image image =
                                test::noise({19, 5, channels, type, ColourSpace::srgb}, 3);
                            const Image overlay = test::noise(
                                {19, 5, overlay_channels, overlay_type, ColourSpace::srgb}, 8);
                            const CompositeOptions options{.blend = blend,
                                                           .x = 0,
                                                           .y = 0,
                                                           .opacity = 0.7F,
                                                           .linear = is_linear};
                            CAPTURE(static_cast<int>(blend),
                                    image.spec().to_string(),
                                    overlay.spec().to_string(),
                                    is_linear);
                            const Image result = composed(overlay, image, options);
                            CHECK(result.spec() == image.spec());
                            CHECK(test::count_wrong(result,
                                                    Reference{overlay, image, options}.values(),
                                                    is_linear ? 1.1 : 1.0) == 0);
                        }
}

TEST_CASE("every 8-bit colour and alpha over another comes to the nearest", "[pixels][composite]") {
    Image overlay = Image::allocate({256, 256, 2, PixelType::u8, ColourSpace::srgb});
    Image image = Image::allocate({256, 256, 1, PixelType::u8, ColourSpace::srgb});
    for (std::size_t i = 0; i < 65536; ++i) {
        overlay.pixels()[2 * i] = static_cast<std::byte>(i % 256);
        overlay.pixels()[2 * i + 1] = static_cast<std::byte>(i / 256);
        image.pixels()[i] = std::byte{77};
    }
    composite(overlay, image, {});
    int wrong = 0;
    for (std::size_t i = 0; i < 65536; ++i) {
        const std::size_t sum = i % 256 * (i / 256) + 77 * (255 - i / 256);
        wrong += std::to_integer<std::size_t>(image.pixels()[i]) != (sum + 127) / 255;
    }
    CHECK(wrong == 0);
}

TEST_CASE("the overlay lies where it is told, and what sticks out is cut", "[pixels][composite]") {
    const Image image = test::noise({300, 4, 3, PixelType::u8, ColourSpace::srgb}, 3);
    for (const auto& [width, height] : {std::pair{1U, 1U}, {5U, 2U}, {290U, 3U}, {700U, 9U}}) {
        const Image overlay = test::noise({width, height, 4, PixelType::u8, ColourSpace::srgb}, 8);
        for (const std::int64_t x : {-699, -290, -4, -1, 0, 1, 280, 299})
            for (const std::int64_t y : {-8, -2, -1, 0, 1, 3}) {
                const CompositeOptions options{.blend = Blend::over, .x = x, .y = y};
                CAPTURE(width, height, x, y);
                CHECK(test::count_wrong(composed(overlay, image, options),
                                        Reference{overlay, image, options}.values()) == 0);
            }
    }
}

TEST_CASE("an overlay that lies wholly outside changes nothing", "[pixels][composite]") {
    const Image image = test::noise({7, 5, 4, PixelType::f32, ColourSpace::srgb}, 3);
    const Image overlay = test::noise({3, 2, 4, PixelType::f32, ColourSpace::srgb}, 8);
    constexpr std::int64_t far = 4'000'000'000;
    for (const auto& [x, y] : std::vector<std::pair<std::int64_t, std::int64_t>>{
             {7, 0}, {0, 5}, {-3, 0}, {0, -2}, {far, far}, {-far, -far}})
        CHECK(std::ranges::equal(
            composed(overlay, image, {.blend = Blend::over, .x = x, .y = y}).pixels(),
            image.pixels()));
}

TEST_CASE("where the overlay is transparent, the image stays as it is", "[pixels][composite]") {
    for (const Blend blend : all_blends) {
        const Image image = test::noise({17, 3, 4, PixelType::f32, ColourSpace::srgb}, 3);
        const Image overlay = test::noise({17, 3, 4, PixelType::f32, ColourSpace::srgb}, 8);
        CHECK(std::ranges::equal(composed(overlay, image, {.blend = blend, .opacity = 0}).pixels(),
                                 image.pixels()));
    }
}

TEST_CASE("light and sRGB become what the image below is", "[pixels][composite]") {
    using enum ColourSpace;
    for (const auto& [above, below] :
         {std::pair{srgb, linear}, {linear, srgb}, {linear, linear}, {unspecified, srgb}})
        for (const std::uint32_t channels : {1U, 3U}) {
            const Image image = test::noise({9, 4, channels, PixelType::u16, below}, 3);
            const Image overlay = test::noise({9, 4, 4, PixelType::u16, above}, 8);
            const CompositeOptions options{.opacity = 0.6F};
            CHECK(test::count_wrong(composed(overlay, image, options),
                                    Reference{overlay, image, options}.values(),
                                    1.5) == 0);
        }
    // Light on sRGB, blended as light: neither is converted twice.
    const Image image = test::noise({9, 4, 3, PixelType::u16, srgb}, 3);
    const Image overlay = test::noise({9, 4, 4, PixelType::u16, linear}, 8);
    const CompositeOptions options{.opacity = 0.6F, .linear = true};
    CHECK(test::count_wrong(composed(overlay, image, options),
                            Reference{overlay, image, options}.values(),
                            1.5) == 0);
}

TEST_CASE("what has more than four channels cannot be composed", "[pixels][composite]") {
    const Image five = test::noise({2, 2, 5, PixelType::u8, ColourSpace::srgb});
    const Image rgb = test::noise({2, 2, 3, PixelType::u8, ColourSpace::srgb});
    CHECK_THROWS_AS(composed(five, rgb, {}), ItemError);
    CHECK_THROWS_AS(composed(rgb, five, {}), ItemError);
}

TEST_CASE("paint lays one colour over the image where the mask is", "[pixels][composite]") {
    using enum ColourSpace;
    const Image mask = test::noise({19, 5, 1, PixelType::u8, unspecified}, 8);
    for (const PixelType type : test::all_types)
        for (const std::uint32_t channels : {1U, 2U, 3U, 4U})
            for (const ColourSpace space : {srgb, linear}) {
                const Image image = test::noise({300, 9, channels, type, space}, 3);
                const CompositeOptions options{.x = 250, .y = 6, .opacity = 0.7F};
                Image result = Image::allocate(image.spec());
                image.clone_into(result);
                paint(mask, {51, 102, 204, 204}, result, options);
                // The same as an overlay of floats.
                Image overlay = Image::allocate({19, 5, 4, PixelType::f32, srgb});
                for (std::size_t i = 0; i < 19 * 5; ++i) {
                    const auto alpha = static_cast<float>(test::value_at(mask, i) * 0.8);
                    const float pixel[] = {0.2F, 0.4F, 0.8F, alpha};
                    std::memcpy(overlay.pixels().data() + i * sizeof(pixel), pixel, sizeof(pixel));
                }
                const Reference reference{overlay, image, options};
                // The luma of a gray image is made before it becomes light.
                if (channels > 2 || space == srgb)
                    CHECK(test::count_wrong(result, reference.values(), 1.1) == 0);
                else
                    CHECK(!std::ranges::equal(std::as_const(result).pixels(), image.pixels()));
            }
}

// SPDX-License-Identifier: Apache-2.0
#include "pixels/flatten.hpp"

#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

const Rgba background = {51, 102, 204, 255};

std::vector<double> reference(const Image& image, bool linear) {
    const std::vector<double> values = test::values_of(image);
    const std::size_t channels = image.spec().channels;
    std::vector<double> colour = {0.2, 0.4, 0.8};
    if (channels == 2)
        colour = {0.2126 * 0.2 + 0.7152 * 0.4 + 0.0722 * 0.8};
    const bool holds_light = image.spec().colour_space == ColourSpace::linear;
    std::vector<double> result;
    for (std::size_t i = 0; i < values.size(); i += channels)
        for (std::size_t c = 0; c + 1 < channels; ++c) {
            const double alpha = values[i + channels - 1];
            if (linear)
                result.push_back(test::srgb_of(test::light_of(values[i + c]) * alpha +
                                               test::light_of(colour[c]) * (1 - alpha)));
            else
                result.push_back(values[i + c] * alpha +
                                 (holds_light ? test::light_of(colour[c]) : colour[c]) *
                                     (1 - alpha));
        }
    return result;
}

Image flattened(const Image& image, bool linear) {
    Image result = Image::allocate(flattened_spec(image.spec()));
    flatten(image, result, {.background = background, .linear = linear});
    return result;
}

} // namespace

TEST_CASE("what is transparent shows the background, like the reference", "[pixels][flatten]") {
    for (const PixelType type : test::all_types)
        for (const std::uint32_t channels : {2U, 4U})
            for (const auto& [width, height] :
                 {std::pair{1U, 1U}, {1U, 13U}, {17U, 1U}, {257U, 5U}})
                for (const ColourSpace space : {ColourSpace::srgb, ColourSpace::linear}) {
                    const Image image = test::noise({width, height, channels, type, space});
                    CAPTURE(image.spec().to_string());
                    const Image result = flattened(image, false);
                    CHECK(result.spec() == ImageSpec{width, height, channels - 1, type, space});
                    CHECK(test::count_wrong(result, reference(image, false)) == 0);
                    if (space == ColourSpace::srgb)
                        CHECK(test::count_wrong(flattened(image, true), reference(image, true)) ==
                              0);
                }
}

TEST_CASE("every 8-bit colour and alpha comes to the nearest value", "[pixels][flatten]") {
    Image image = Image::allocate({256, 256, 2, PixelType::u8, ColourSpace::srgb});
    for (std::size_t i = 0; i < 65536; ++i) {
        image.pixels()[2 * i] = static_cast<std::byte>(i % 256);
        image.pixels()[2 * i + 1] = static_cast<std::byte>(i / 256);
    }
    Image result = Image::allocate(flattened_spec(image.spec()));
    flatten(image, result, {.background = {77, 77, 77, 255}});
    int wrong = 0;
    for (std::size_t i = 0; i < 65536; ++i) {
        const std::size_t sum = i % 256 * (i / 256) + 77 * (255 - i / 256);
        wrong += std::to_integer<std::size_t>(result.pixels()[i]) != (sum + 127) / 255;
    }
    CHECK(wrong == 0);
}

TEST_CASE("without alpha there is nothing to flatten", "[pixels][flatten]") {
    const ImageSpec rgb{3, 2, 3, PixelType::u8, ColourSpace::srgb};
    CHECK(flattened_spec(rgb) == rgb);
}

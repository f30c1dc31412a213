// SPDX-License-Identifier: Apache-2.0
#include "pixels/colour.hpp"

#include "penstock/failure.hpp"

#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <vector>

using namespace penstock;
using namespace penstock::pixels;

TEST_CASE("colours are read from hexadecimal digits", "[pixels][colour]") {
    CHECK(colour_from("background", "#0aFf10") == Rgba{10, 255, 16, 255});
    CHECK(colour_from("background", "#0aFf1080") == Rgba{10, 255, 16, 128});
    for (const char* text : {"", "#", "white", "#fff", "ffffff", "#fffffg", "#fffffff", " #ffffff"})
        CHECK_THROWS_WITH(colour_from("background", text),
                          "\"background\" is \"" + std::string{text} +
                              "\"; expected a colour, such as \"#ffffff\"");
}

TEST_CASE("a colour fills an image of any kind with what it means there", "[pixels][colour]") {
    const Rgba colour = {51, 102, 204, 153};
    const double luma = 0.2126 * 0.2 + 0.7152 * 0.4 + 0.0722 * 0.8;
    for (const PixelType type : test::all_types)
        for (std::uint32_t channels = 1; channels <= 4; ++channels)
            for (const ColourSpace space : {ColourSpace::srgb, ColourSpace::linear}) {
                std::vector<double> pixel = {0.2, 0.4, 0.8, 0.6};
                if (channels < 3)
                    pixel = {luma, 0.6};
                pixel.resize(channels);
                if (space == ColourSpace::linear)
                    for (std::size_t c = 0; c < (channels < 3 ? 1U : 3U); ++c)
                        pixel[c] = test::light_of(pixel[c]);
                Image image = test::noise({7, 3, channels, type, space});
                fill(image, colour);
                std::vector<double> expected;
                for (int i = 0; i < 21; ++i)
                    expected.insert(expected.end(), pixel.begin(), pixel.end());
                CAPTURE(image.spec().to_string());
                CHECK(test::count_wrong(image, expected) == 0);
            }
}

TEST_CASE("channels of unknown meaning have no colour", "[pixels][colour]") {
    Image image = test::noise({2, 2, 5, PixelType::u8, ColourSpace::srgb});
    CHECK_THROWS_AS(fill(image, {1, 2, 3, 4}), ItemError);
    CHECK_THROWS_WITH(fill(image, {1, 2, 3, 4}),
                      "the image has 5 channels, whose meaning is not known, so nobody can say "
                      "which of them are colours; expected 1 to 4");
}

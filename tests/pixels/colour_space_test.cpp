// SPDX-License-Identifier: Apache-2.0
#include "pixels/colour_space.hpp"

#include "penstock/failure.hpp"

#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

template <class Curve> std::vector<double> through(const Image& image, Curve curve) {
    std::vector<double> values = test::values_of(image);
    const std::size_t channels = image.spec().channels;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!image.spec().has_alpha() || i % channels != channels - 1)
            values[i] = curve(values[i]);
    return values;
}

} // namespace

// Integers within 0.501 (u8) and 0.55 (u16) of a step, halfs within one step, floats within 3e-6.
TEST_CASE("colours become linear and those of sRGB like the reference, in place",
          "[pixels][colour]") {
    for (const PixelType type : test::all_types)
        for (std::uint32_t channels = 1; channels <= 4; ++channels)
            for (const auto& [width, height] :
                 {std::pair{1U, 1U}, {1U, 13U}, {17U, 1U}, {257U, 5U}}) {
                Image image =
                    test::noise({width, height, channels, type, ColourSpace::unspecified});
                const std::byte* const pixels = image.pixels().data();
                const std::vector<double> light = through(image, test::light_of);
                CAPTURE(image.spec().to_string());
                make_linear(image);
                CHECK(image.spec().colour_space == ColourSpace::linear);
                CHECK(test::count_wrong(image, light) == 0);
                const std::vector<double> stored = through(image, test::srgb_of);
                make_srgb(image);
                CHECK(image.spec().colour_space == ColourSpace::srgb);
                CHECK(test::count_wrong(image, stored) == 0);
                CHECK(image.pixels().data() == pixels);
            }
}

TEST_CASE("channels of unknown meaning are not converted", "[pixels][colour]") {
    Image image = test::noise({2, 2, 5, PixelType::f32, ColourSpace::linear});
    CHECK_THROWS_AS(make_srgb(image), ItemError);
    CHECK_THROWS_AS(make_linear(image), ItemError);
}

// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "nodes/transformed.hpp"

#include <vector>

using namespace penstock;
using test::samples_of;
using test::transformed;

namespace {

// One pixel of 8 bits.
Image pixel(const std::vector<int>& samples, ColourSpace space = ColourSpace::srgb) {
    Image image =
        Image::allocate({1, 1, static_cast<std::uint32_t>(samples.size()), PixelType::u8, space});
    for (std::size_t i = 0; i < samples.size(); ++i)
        image.pixels()[i] = static_cast<std::byte>(samples[i]);
    return image;
}

std::vector<int> flattened(const Value::Object& params, const Image& image) {
    return samples_of(transformed(add_flatten, params, image).image);
}

} // namespace

TEST_CASE("flatten puts the image on its background, which is white", "[nodes][flatten]") {
    CHECK(flattened({}, pixel({10, 20, 30, 0})) == std::vector{255, 255, 255});
    CHECK(flattened({}, pixel({10, 20, 30, 255})) == std::vector{10, 20, 30});
    CHECK(flattened({}, pixel({0, 0})) == std::vector{255});
    CHECK(flattened({{"background", "#0040ff"}}, pixel({100, 100, 100, 51})) ==
          std::vector{20, 71, 224});
}

TEST_CASE("flatten blends light where it is told to", "[nodes][flatten]") {
    CHECK(flattened({{"background", "#000000"}}, pixel({255, 128})) == std::vector{128});
    CHECK(flattened({{"background", "#000000"}, {"linear", true}}, pixel({255, 128})) ==
          std::vector{188});
    // Light is light.
    CHECK(flattened({{"background", "#000000"}, {"linear", true}},
                    pixel({255, 128}, ColourSpace::linear)) == std::vector{128});
    CHECK_THROWS_AS(flattened({{"linear", true}}, pixel({255, 128}, ColourSpace::unspecified)),
                    ItemError);
}

TEST_CASE("flatten passes on an image without alpha", "[nodes][flatten]") {
    const Image image = pixel({1, 2, 3});
    const auto result = transformed(add_flatten, {}, image);
    CHECK(std::as_const(result.image).pixels().data() == image.pixels().data());
}

TEST_CASE("flatten refuses a background that is no colour, or transparent", "[nodes][flatten]") {
    CHECK_THROWS_WITH(test::made<WorkNode>(add_flatten, {{"background", "#ffffff80"}}),
                      "\"background\" is \"#ffffff80\"; expected a colour without alpha, such as "
                      "\"#ffffff\": it makes the image opaque");
    CHECK_THROWS_WITH(test::made<WorkNode>(add_flatten, {{"background", "white"}}),
                      "\"background\" is \"white\"; expected a colour, such as \"#ffffff\"");
}

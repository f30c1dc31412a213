// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "nodes/transformed.hpp"
#include "pixels/values.hpp"

#include <string>
#include <vector>

using namespace penstock;
using test::numbered;
using test::samples_of;
using test::size_of;
using test::transformed;

namespace {

Image padded(const Value::Object& params, const Image& image) {
    return transformed(add_pad, params, image).image;
}

std::string refusal(const Value::Object& params) {
    try {
        static_cast<void>(test::made<WorkNode>(add_pad, params));
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "none";
}

} // namespace

TEST_CASE("pad puts so much on each side, white", "[nodes][pad]") {
    const Image image = numbered(2, 1); // 0, 1
    CHECK(samples_of(padded({{"left", 1}}, image)) == std::vector{255, 0, 1});
    CHECK(samples_of(padded({{"right", 2}}, image)) == std::vector{0, 1, 255, 255});
    CHECK(samples_of(padded({{"top", 1}}, image)) == std::vector{255, 255, 0, 1});
    CHECK(samples_of(padded({{"bottom", 1}}, image)) == std::vector{0, 1, 255, 255});
    CHECK(samples_of(padded(
              {{"left", 1}, {"top", 1}, {"right", 1}, {"bottom", 1}, {"background", "#090909"}},
              image)) == std::vector{9, 9, 9, 9, 9, 0, 1, 9, 9, 9, 9, 9});
}

TEST_CASE("pad makes the image as wide and as high as is wanted", "[nodes][pad]") {
    const Image image = numbered(2, 1);
    CHECK(samples_of(padded({{"width", 5}}, image)) == std::vector{255, 0, 1, 255, 255});
    CHECK(samples_of(padded({{"width", 4}, {"gravity", "left"}}, image)) ==
          std::vector{0, 1, 255, 255});
    CHECK(samples_of(padded({{"width", 4}, {"gravity", "top_right"}}, image)) ==
          std::vector{255, 255, 0, 1});
    CHECK(samples_of(padded({{"height", 3}, {"gravity", "bottom"}}, image)) ==
          std::vector{255, 255, 255, 255, 0, 1});
    CHECK(samples_of(padded({{"height", 3}}, image)) == std::vector{255, 255, 0, 1, 255, 255});
    CHECK(size_of(padded({{"width", 5}, {"top", 2}}, image)) == "5x3");
}

TEST_CASE("pad cuts nothing off, and passes on what is large already", "[nodes][pad]") {
    const Image image = numbered(9, 7);
    CHECK(size_of(padded({{"width", 5}, {"height", 8}}, image)) == "9x8");
    const Image same = padded({{"width", 9}, {"height", 7}}, image);
    CHECK(std::as_const(same).pixels().data() == image.pixels().data());
}

TEST_CASE("pad takes every pixel type, gray, and alpha", "[nodes][pad]") {
    for (const PixelType type : test::all_types)
        for (const std::uint32_t channels : {1U, 2U, 3U, 4U})
            for (const auto& [width, height] : {std::pair{1U, 1U}, {70U, 1U}, {1U, 70U}}) {
                const Image image = test::noise({width, height, channels, type, ColourSpace::srgb});
                const Image result = padded(
                    {{"left", 2}, {"top", 1}, {"bottom", 3}, {"background", "#ff000000"}}, image);
                CAPTURE(result.spec().to_string());
                REQUIRE(result.spec().width == width + 2);
                REQUIRE(result.spec().height == height + 4);
                // The picture, and what is before it.
                std::vector<double> expected(test::sample_count(result));
                const double first = channels < 3 ? 0.2126 : 1;
                for (std::size_t i = 0; i < expected.size(); i += channels)
                    expected[i] = first;
                for (std::size_t i = 0; i < test::sample_count(image); ++i) {
                    const std::size_t row = i / (width * channels);
                    expected[((row + 1) * (width + 2) + 2) * channels + i % (width * channels)] =
                        test::value_at(image, i);
                }
                CHECK(test::count_wrong(result, expected) == 0);
            }
}

TEST_CASE("pad makes the widest image there is, and refuses many channels", "[nodes][pad]") {
    const Image wide = padded({{"right", 65535}}, numbered(65535, 1));
    CHECK(size_of(wide) == "131070x1");
    CHECK(std::to_integer<int>(wide.row(0)[65534]) == (65534 & 255));
    CHECK(std::to_integer<int>(wide.row(0)[131069]) == 255);
    const auto node = test::made<WorkNode>(add_pad, {{"left", 1}});
    test::TestContext context;
    CHECK_THROWS_AS(node->process(Payload{numbered(2, 2, 5)}, context), ItemError);
}

TEST_CASE("pad refuses what says nothing, or says it twice", "[nodes][pad]") {
    CHECK(refusal({}).find("nothing is to be put around the image") == 0);
    CHECK(refusal({{"gravity", "left"}}).find("nothing is to be put around") == 0);
    CHECK(refusal({{"left", 1}, {"width", 9}}) ==
          "\"width\" is set, and \"left\" or \"right\" too; remove one or the other: the width "
          "says how much there is to be on both sides together");
    CHECK(refusal({{"bottom", 1}, {"height", 9}}).find("\"height\" is set") == 0);
    CHECK(refusal({{"left", 1}, {"background", "white"}}) ==
          "\"background\" is \"white\"; expected a colour, such as \"#ffffff\"");
    CHECK(refusal({{"left", 1}, {"height", 9}}) == "none");
}

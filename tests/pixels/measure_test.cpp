// SPDX-License-Identifier: Apache-2.0
#include "pixels/measure.hpp"

#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

struct Expected {
    double minimum, maximum, mean, deviation;
};

Expected expected_of(const std::vector<double>& values) {
    const auto count = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return {*std::min_element(values.begin(), values.end()),
            *std::max_element(values.begin(), values.end()),
            mean,
            std::sqrt(squares / count)};
}

bool is_near(double left, double right) {
    return std::abs(left - right) < 1e-6;
}

bool agrees(const Statistics& found, const std::vector<double>& values) {
    const Expected expected = expected_of(values);
    return is_near(found.minimum, expected.minimum) && is_near(found.maximum, expected.maximum) &&
           is_near(found.mean, expected.mean) && is_near(found.deviation, expected.deviation);
}

Image floats(std::vector<float> values) {
    Image image = Image::allocate(
        {static_cast<std::uint32_t>(values.size()), 1, 1, PixelType::f32, ColourSpace::linear});
    std::memcpy(image.pixels().data(), values.data(), values.size() * sizeof(float));
    return image;
}

} // namespace

TEST_CASE("statistics are those of the values of each channel, and of all colours",
          "[pixels][measure]") {
    for (const PixelType type : test::all_types)
        for (std::uint32_t channels = 1; channels <= 5; ++channels)
            for (const std::uint32_t width : {1U, 701U}) {
                const Image image = test::noise({width, 3, channels, type, ColourSpace::srgb});
                const std::vector<double> values = test::values_of(image);
                const std::vector<Statistics> found = measure(image, 0);
                CAPTURE(image.spec().to_string());
                REQUIRE(found.size() == channels);
                std::vector<double> colours;
                for (std::size_t c = 0; c < channels; ++c) {
                    std::vector<double> channel;
                    for (std::size_t i = c; i < values.size(); i += channels)
                        channel.push_back(values[i]);
                    CHECK(agrees(found[c], channel));
                    CHECK(found[c].histogram.empty());
                    if (!image.spec().has_alpha() || c + 1 < channels)
                        colours.insert(colours.end(), channel.begin(), channel.end());
                }
                CHECK(agrees(of_colours(image.spec(), found), colours));
            }
}

TEST_CASE("a histogram of 256 parts counts each value of 8 bits", "[pixels][measure]") {
    const Image image = test::noise({313, 7, 2, PixelType::u8, ColourSpace::srgb});
    const std::vector<Statistics> found = measure(image, 256);
    for (std::size_t c = 0; c < 2; ++c) {
        std::vector<std::uint64_t> counts(256);
        for (std::size_t i = c; i < image.pixels().size(); i += 2)
            ++counts[std::to_integer<std::size_t>(image.pixels()[i])];
        CHECK(found[c].histogram == counts);
    }
}

TEST_CASE("what is beyond the range counts in the first and the last part", "[pixels][measure]") {
    CHECK(measure(floats({-3, 0.1F, 0.5F, 0.74F, 0.75F, 1, 9}), 4)[0].histogram ==
          std::vector<std::uint64_t>{2, 0, 2, 3});
}

TEST_CASE("what is not finite does not count", "[pixels][measure]") {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    const Statistics some = measure(floats({infinity, 1, none, 3, -infinity}), 2)[0];
    CHECK(some.minimum == 1);
    CHECK(some.maximum == 3);
    CHECK(some.mean == 2);
    CHECK(some.deviation == 1);
    CHECK(some.histogram == std::vector<std::uint64_t>{0, 2});
    const Statistics nothing = measure(floats({none}), 0)[0];
    CHECK(std::isnan(nothing.minimum));
    CHECK(std::isnan(nothing.maximum));
    CHECK(std::isnan(nothing.mean));
    CHECK(std::isnan(nothing.deviation));
}

TEST_CASE("each channel counts for all colours as often as it has values", "[pixels][measure]") {
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const auto all_of = [](const std::vector<float>& values) {
        Image image = Image::allocate({static_cast<std::uint32_t>(values.size() / 3),
                                       1,
                                       3,
                                       PixelType::f32,
                                       ColourSpace::linear});
        std::memcpy(image.pixels().data(), values.data(), values.size() * sizeof(float));
        return of_colours(image.spec(), measure(image, 0));
    };
    CHECK(agrees(all_of({1, 2, 3, 4, none, 9, 5, -infinity, none}), {1, 4, 5, 2, 3, 9}));
    CHECK(agrees(all_of({none, 2, 3, none, 5, 9}), {2, 5, 3, 9}));
    CHECK(agrees(all_of({2, none, 3, 5, none, 9}), {2, 5, 3, 9}));
    CHECK(agrees(all_of({2, 3, none, 5, 9, none}), {2, 5, 3, 9}));
    const Statistics nothing = all_of({none, none, none});
    CHECK(std::isnan(nothing.minimum));
    CHECK(std::isnan(nothing.maximum));
    CHECK(std::isnan(nothing.mean));
    CHECK(std::isnan(nothing.deviation));
}

TEST_CASE("a small deviation from a large mean is not lost", "[pixels][measure]") {
    CHECK(is_near(measure(floats({4096, 4096.5F, 4096, 4096.5F}), 0)[0].deviation, 0.25));
}

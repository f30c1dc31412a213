// SPDX-License-Identifier: Apache-2.0
#include "pixels/patterns.hpp"

#include "pixels/convert.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

constexpr Pattern all_patterns[] = {
    Pattern::gradient, Pattern::checker, Pattern::noise, Pattern::plasma, Pattern::photo};

Image drawn(Pattern pattern, const ImageSpec& spec, const PatternKey& key = {}) {
    Image image = Image::allocate(spec);
    std::ranges::fill(image.pixels(), std::byte{0xA5});
    draw(pattern, key, image);
    return image;
}

ImageSpec rgb(std::uint32_t width, std::uint32_t height) {
    return {width, height, 3, PixelType::u8, ColourSpace::srgb};
}

std::uint64_t checksum(const Image& image) {
    std::uint64_t sum = 0xCBF29CE484222325U;
    for (const std::byte byte : image.pixels())
        sum = (sum ^ static_cast<std::uint64_t>(byte)) * 0x100000001B3U;
    return sum;
}

bool are_equal(const Image& left, const Image& right) {
    return std::ranges::equal(left.pixels(), right.pixels());
}

// Mean difference of horizontal neighbours, of 255.
double roughness(const Image& image) {
    double sum = 0;
    const std::size_t channels = image.spec().channels;
    for (std::uint32_t y = 0; y < image.spec().height; ++y) {
        const auto row = image.row(y);
        for (std::size_t i = channels; i < row.size(); ++i)
            sum += std::abs(std::to_integer<int>(row[i]) - std::to_integer<int>(row[i - channels]));
    }
    return sum / static_cast<double>(image.pixels().size());
}

} // namespace

TEST_CASE("the same pattern, seed and index give the same pixels", "[pixels][patterns]") {
    for (const Pattern pattern : all_patterns) {
        CAPTURE(static_cast<int>(pattern));
        CHECK(
            are_equal(drawn(pattern, rgb(131, 77), {5, 9}), drawn(pattern, rgb(131, 77), {5, 9})));
    }
}

TEST_CASE("pictures are the same everywhere and in every release", "[pixels][patterns]") {
    const std::vector<std::pair<Pattern, std::uint64_t>> expected = {
        {Pattern::gradient, 0x56493BE4B32D3484U},
        {Pattern::checker, 0xBC106C00BAD438B7U},
        {Pattern::noise, 0x9E49E690A6569B5EU},
        {Pattern::plasma, 0xBA7A2B3DE60A71B8U},
        {Pattern::photo, 0x9593ECC88C22DFD2U}};
    for (const auto& [pattern, sum] : expected) {
        CAPTURE(static_cast<int>(pattern));
        CHECK(checksum(drawn(pattern, rgb(301, 203), {7, 3})) == sum);
    }
}

TEST_CASE("another seed, another index and another pattern give other pixels",
          "[pixels][patterns]") {
    std::set<std::uint64_t> sums;
    std::size_t pictures = 0;
    for (const Pattern pattern : all_patterns)
        for (std::uint64_t seed = 0; seed < 4; ++seed)
            for (std::uint64_t index = 0; index < 8; ++index, ++pictures)
                sums.insert(checksum(drawn(pattern, rgb(90, 70), {seed, index})));
    CHECK(sums.size() == pictures);
}

TEST_CASE("every pixel is drawn, in all types, channels and odd sizes", "[pixels][patterns]") {
    for (const Pattern pattern : all_patterns)
        for (const PixelType type : {PixelType::u8, PixelType::u16, PixelType::f16, PixelType::f32})
            for (std::uint32_t channels = 1; channels <= 4; ++channels)
                for (const auto& [width, height] :
                     {std::pair{1U, 1U}, {7U, 3U}, {1U, 300U}, {517U, 2U}}) {
                    const ImageSpec spec{width, height, channels, type, ColourSpace::srgb};
                    CAPTURE(static_cast<int>(pattern), spec.to_string());
                    // What a pattern leaves as it was differs with what was there.
                    Image other = Image::allocate(spec);
                    std::ranges::fill(other.pixels(), std::byte{0x5A});
                    draw(pattern, {}, other);
                    CHECK(are_equal(drawn(pattern, spec), other));
                }
}

TEST_CASE("a picture is the same in every pixel type, to its precision", "[pixels][patterns]") {
    for (const Pattern pattern :
         {Pattern::gradient, Pattern::checker, Pattern::plasma, Pattern::photo}) {
        const Image bytes = drawn(pattern, rgb(200, 100));
        for (const PixelType type : {PixelType::u16, PixelType::f16, PixelType::f32}) {
            ImageSpec spec = rgb(200, 100);
            spec.pixel_type = type;
            Image converted = Image::allocate(rgb(200, 100));
            convert(drawn(pattern, spec), converted);
            int largest = 0;
            for (std::size_t i = 0; i < bytes.pixels().size(); ++i)
                largest = std::max(largest,
                                   std::abs(std::to_integer<int>(bytes.pixels()[i]) -
                                            std::to_integer<int>(converted.pixels()[i])));
            CAPTURE(static_cast<int>(pattern), to_string(type));
            CHECK(largest <= 1);
        }
    }
}

TEST_CASE("patterns use the whole range of values", "[pixels][patterns]") {
    for (const Pattern pattern :
         {Pattern::gradient, Pattern::noise, Pattern::plasma, Pattern::photo}) {
        const Image image = drawn(pattern, rgb(640, 360), {1, 1});
        const auto [least, most] = std::ranges::minmax(image.pixels());
        CAPTURE(static_cast<int>(pattern));
        CHECK(std::to_integer<int>(least) < 16);
        CHECK(std::to_integer<int>(most) > 239);
    }
}

TEST_CASE("neighbours differ little in a gradient, a lot in noise, and some in a photo",
          "[pixels][patterns]") {
    const double gradient = roughness(drawn(Pattern::gradient, rgb(480, 270)));
    const double plasma = roughness(drawn(Pattern::plasma, rgb(480, 270)));
    const double photo = roughness(drawn(Pattern::photo, rgb(480, 270)));
    const double noise = roughness(drawn(Pattern::noise, rgb(480, 270)));
    CHECK(gradient < 1.0);
    CHECK(plasma < 3.5);
    CHECK(photo > 4.0);
    CHECK(photo < 12.0);
    CHECK(noise > 80.0); // of independent samples: 85
}

TEST_CASE("a photo does not repeat within a screen", "[pixels][patterns]") {
    const Image image = drawn(Pattern::photo, rgb(1024, 1024), {2, 2});
    for (const std::uint32_t period : {192U, 256U, 384U, 512U, 768U}) {
        std::size_t equal = 0;
        for (std::uint32_t y = 0; y < 256; ++y)
            for (std::size_t i = 0; i < 192; ++i)
                equal += image.row(y)[i] == image.row(y)[i + std::size_t{period} * 3];
        CAPTURE(period);
        CHECK(equal < 256 * 192 / 4);
    }
}

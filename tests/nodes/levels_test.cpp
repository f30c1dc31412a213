// SPDX-License-Identifier: Apache-2.0
#include "nodes/transformed.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

using namespace penstock;
using test::samples_of;
using test::transformed;

namespace {

// Gray and alpha.
Image pixel(int gray) {
    Image image = Image::allocate({1, 1, 2, PixelType::u8, ColourSpace::srgb});
    image.pixels()[0] = static_cast<std::byte>(gray);
    image.pixels()[1] = std::byte{100};
    return image;
}

Image colour(int red, int green, int blue) {
    Image image = Image::allocate({1, 1, 3, PixelType::u8, ColourSpace::srgb});
    const int samples[] = {red, green, blue};
    for (std::size_t i = 0; i < 3; ++i)
        image.pixels()[i] = static_cast<std::byte>(samples[i]);
    return image;
}

using Samples = std::vector<int>;

Samples levelled(const Value::Object& params, int gray) {
    return samples_of(transformed(add_levels, params, pixel(gray)).image);
}

Samples brightened(const Value::Object& params, int gray) {
    return samples_of(transformed(add_brightness_contrast, params, pixel(gray)).image);
}

bool works_in_place(void (*add)(NodeRegistry&), const Value::Object& params) {
    Image image = test::plain(2, 2, 3, 90);
    const std::byte* const pixels = image.pixels().data();
    const auto result = transformed(add, params, std::move(image));
    NodeRegistry registry;
    add(registry);
    const NodeTraits& traits = registry.find(registry.names().front())->descriptor.traits;
    return std::as_const(result.image).pixels().data() == pixels && traits.works_in_place &&
           traits.takes_ownership;
}

} // namespace

TEST_CASE("levels stretches tones to the range, bends them, and puts them into another range",
          "[nodes][levels]") {
    CHECK(levelled({}, 77) == Samples{77, 100});
    CHECK(levelled({{"black", 0.2}}, 102) == Samples{64, 100});
    CHECK(levelled({{"black", 0.2}}, 51) == Samples{0, 100});
    CHECK(levelled({{"white", 0.8}}, 102) == Samples{128, 100});
    CHECK(levelled({{"white", 0.8}}, 204) == Samples{255, 100});
    CHECK(levelled({{"gamma", 2.0}}, 64) == Samples{128, 100});
    CHECK(levelled({{"out_black", 0.2}}, 0) == Samples{51, 100});
    CHECK(levelled({{"out_white", 0.8}}, 255) == Samples{204, 100});
    CHECK(levelled({{"out_black", 1.0}, {"out_white", 0.0}}, 200) == Samples{55, 100});
}

TEST_CASE("levels wants a black below its white", "[nodes][levels]") {
    try {
        static_cast<void>(test::made<WorkNode>(add_levels, {{"black", 0.5}, {"white", 0.5}}));
        FAIL("it was accepted");
    } catch (const std::invalid_argument& error) {
        CHECK(std::string{error.what()} ==
              "\"black\" is 0.5, and \"white\" is 0.5; expected a black below white (out_black may "
              "be above out_white: that makes a negative)");
    }
}

TEST_CASE("levels wants a white that is far enough from its black", "[nodes][levels]") {
    for (const double white : {0.25 + 9e-7, 0.25 + 1e-12})
        try {
            static_cast<void>(
                test::made<WorkNode>(add_levels, {{"black", 0.25}, {"white", white}}));
            FAIL("it was accepted");
        } catch (const std::invalid_argument& error) {
            CHECK(std::string{error.what()}.ends_with(
                "; expected a white that is at least 0.000001 above black"));
        }
    CHECK(levelled({{"black", 0.25}, {"white", 0.25 + 1.1e-6}}, 64) == Samples{255, 100});
    CHECK(levelled({{"black", 0.25}, {"white", 0.25 + 1.1e-6}}, 63) == Samples{0, 100});
}

TEST_CASE("gamma is the power of 1 / value", "[nodes][gamma]") {
    CHECK(samples_of(transformed(add_gamma, {{"value", 2.0}}, pixel(64)).image) ==
          Samples{128, 100});
    CHECK(samples_of(transformed(add_gamma, {{"value", 0.5}}, pixel(128)).image) ==
          Samples{64, 100});
}

TEST_CASE("brightness_contrast makes brighter, and stronger", "[nodes][brightness_contrast]") {
    CHECK(brightened({}, 77) == Samples{77, 100});
    CHECK(brightened({{"brightness", 0.2}}, 77) == Samples{128, 100});
    CHECK(brightened({{"contrast", 1.0}}, 120) == Samples{0, 100});
    CHECK(brightened({{"contrast", -1.0}}, 120) == Samples{128, 100});
    CHECK(brightened({{"brightness", 0.2}, {"contrast", -1.0}}, 0) == Samples{153, 100});
}

TEST_CASE("saturation makes colours stronger or weaker", "[nodes][saturation]") {
    const auto saturated = [](double amount, Image image) {
        return samples_of(
            transformed(add_saturation, {{"amount", amount}}, std::move(image)).image);
    };
    CHECK(saturated(0.0, colour(200, 100, 50)) == Samples{118, 118, 118});
    CHECK(saturated(1.0, colour(200, 100, 50)) == Samples{200, 100, 50});
    CHECK(saturated(1.5, colour(200, 100, 50)) == Samples{241, 91, 16});
    CHECK(saturated(3.0, pixel(64)) == Samples{64, 100});
}

TEST_CASE("what changes tones works in place, and says so", "[nodes][levels]") {
    CHECK(works_in_place(add_levels, {{"gamma", 2.0}}));
    CHECK(works_in_place(add_gamma, {{"value", 2.0}}));
    CHECK(works_in_place(add_brightness_contrast, {{"contrast", 0.5}}));
    CHECK(works_in_place(add_saturation, {{"amount", 0.5}}));
}

TEST_CASE("tones of 16 bits take the memory of a table", "[nodes][levels]") {
    Image image = Image::allocate({256, 128, 3, PixelType::u16, ColourSpace::srgb});
    std::ranges::fill(image.pixels(), std::byte{0});
    CHECK(transformed(add_gamma, {{"value", 2.0}}, image).bound.working_bytes == 131072);
    CHECK(transformed(add_levels, {{"gamma", 2.0}}, image).bound.working_bytes == 131072);
    CHECK(transformed(add_brightness_contrast, {{"contrast", 0.5}}, image).bound.working_bytes ==
          131072);
}

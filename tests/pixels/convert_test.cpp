// SPDX-License-Identifier: Apache-2.0
#include "pixels/convert.hpp"

#include "penstock/failure.hpp"

#include "pixels/half.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

template <class T> constexpr PixelType type_of = PixelType::u8;
template <> constexpr PixelType type_of<std::uint16_t> = PixelType::u16;
template <> constexpr PixelType type_of<float> = PixelType::f32;

template <class T>
Image image_of(const std::vector<T>& samples, std::uint32_t channels, PixelType type = type_of<T>) {
    const auto width = static_cast<std::uint32_t>(samples.size() / channels);
    Image image = Image::allocate({width, 1, channels, type, ColourSpace::srgb});
    std::memcpy(image.pixels().data(), samples.data(), image.pixels().size());
    return image;
}

template <class T> std::vector<T> samples_of(const Image& image) {
    std::vector<T> samples(image.pixels().size() / sizeof(T));
    std::memcpy(samples.data(), image.pixels().data(), image.pixels().size());
    return samples;
}

Image converted(const Image& image, std::uint32_t channels, PixelType type) {
    ImageSpec spec = image.spec();
    spec.channels = channels;
    spec.pixel_type = type;
    Image result = Image::allocate(spec);
    convert(image, result);
    return result;
}

template <class T> std::vector<T> all_values() {
    std::vector<T> values;
    for (std::uint32_t i = 0; i <= std::numeric_limits<T>::max(); ++i)
        values.push_back(static_cast<T>(i));
    return values;
}

template <class To, class From> std::vector<To> as(const std::vector<From>& samples) {
    return samples_of<To>(converted(image_of(samples, 1), 1, type_of<To>));
}

} // namespace

TEST_CASE("8 bit becomes 16 bit and float exactly, and comes back", "[pixels][convert]") {
    const auto bytes = all_values<std::uint8_t>();
    const auto words = as<std::uint16_t>(bytes);
    const auto floats = as<float>(bytes);
    for (std::size_t i = 0; i < 256; ++i) {
        CHECK(words[i] == i * 257);
        CHECK(floats[i] == static_cast<float>(i) / 255.0F);
    }
    CHECK(as<std::uint8_t>(words) == bytes);
    CHECK(as<std::uint8_t>(floats) == bytes);
}

TEST_CASE("every 16-bit value becomes the nearest 8-bit one", "[pixels][convert]") {
    const auto words = all_values<std::uint16_t>();
    const auto bytes = as<std::uint8_t>(words);
    int wrong = 0;
    for (std::size_t i = 0; i < words.size(); ++i)
        wrong += bytes[i] != (i * 255 + 32767) / 65535; // no value lies halfway
    CHECK(wrong == 0);
}

TEST_CASE("every 16-bit value survives float, and becomes the nearest half", "[pixels][convert]") {
    const auto words = all_values<std::uint16_t>();
    CHECK(as<std::uint16_t>(as<float>(words)) == words);

    const Image halfs = converted(image_of(words, 1), 1, PixelType::f16);
    const auto bits = samples_of<std::uint16_t>(halfs);
    int wrong = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const double exact = static_cast<double>(i) / 65535.0;
        const auto error = [exact](std::uint32_t half) {
            return std::abs(static_cast<double>(float_from_half(static_cast<std::uint16_t>(half))) -
                            exact);
        };
        wrong += error(bits[i] + 1U) < error(bits[i]);
        wrong += bits[i] > 0 && error(bits[i] - 1U) < error(bits[i]);
    }
    CHECK(wrong == 0);
}

TEST_CASE("floats round to the nearest integer, and are clamped", "[pixels][convert]") {
    const float half_step = 0.5F / 255.0F;
    const float infinity = std::numeric_limits<float>::infinity();
    const std::vector<float> floats = {-1.0F,
                                       -infinity,
                                       -0.0F,
                                       std::nextafter(half_step, 0.0F),
                                       std::nextafter(half_step, 1.0F),
                                       127.6F / 255.0F,
                                       1.0F,
                                       1.5F,
                                       infinity,
                                       std::numeric_limits<float>::quiet_NaN()};
    CHECK(as<std::uint8_t>(floats) ==
          std::vector<std::uint8_t>{0, 0, 0, 0, 1, 128, 255, 255, 255, 0});
    CHECK(as<std::uint16_t>(std::vector<float>{2.0F, std::nanf(""), 0.5F}) ==
          std::vector<std::uint16_t>{65535, 0, 32768});
}

TEST_CASE("floats stay what they are as floats, beyond 0..1 too", "[pixels][convert]") {
    const std::vector<float> floats = {-3.0F, 0.25F, 1000.0F, 0.25F};
    const Image halfs = converted(image_of(floats, 1), 1, PixelType::f16);
    CHECK(samples_of<float>(converted(halfs, 1, PixelType::f32)) == floats);
    CHECK(samples_of<float>(converted(image_of(floats, 2), 4, PixelType::f32)) ==
          std::vector<float>{-3, -3, -3, 0.25F, 1000, 1000, 1000, 0.25F});
}

TEST_CASE("channels are added, dropped and combined", "[pixels][convert]") {
    using Bytes = std::vector<std::uint8_t>;
    struct Case {
        Bytes before;
        std::uint32_t from;
        std::uint32_t to;
        Bytes after;
    };
    // 0.2126 * 10 + 0.7152 * 200 + 0.0722 * 90 = 151.66
    const Case cases[] = {
        {{7, 9}, 1, 2, {7, 255, 9, 255}},
        {{7, 9}, 1, 3, {7, 7, 7, 9, 9, 9}},
        {{7}, 1, 4, {7, 7, 7, 255}},
        {{7, 33, 9, 44}, 2, 1, {7, 9}},
        {{7, 33}, 2, 3, {7, 7, 7}},
        {{7, 33}, 2, 4, {7, 7, 7, 33}},
        {{10, 200, 90}, 3, 1, {152}},
        {{10, 200, 90}, 3, 2, {152, 255}},
        {{10, 200, 90}, 3, 4, {10, 200, 90, 255}},
        {{10, 200, 90, 33}, 4, 1, {152}},
        {{10, 200, 90, 33}, 4, 2, {152, 33}},
        {{10, 200, 90, 33, 1, 2, 3, 4}, 4, 3, {10, 200, 90, 1, 2, 3}},
    };
    for (const Case& one : cases) {
        CAPTURE(one.from, one.to);
        const Image after = converted(image_of(one.before, one.from), one.to, PixelType::u8);
        CHECK(samples_of<std::uint8_t>(after) == one.after);
        CHECK(after.spec().colour_space == ColourSpace::srgb);
    }
}

TEST_CASE("an added alpha is opaque in every pixel type", "[pixels][convert]") {
    const Image gray = image_of(std::vector<std::uint8_t>{255}, 1);
    CHECK(samples_of<std::uint16_t>(converted(gray, 2, PixelType::u16)) ==
          std::vector<std::uint16_t>{65535, 65535});
    CHECK(samples_of<std::uint16_t>(converted(gray, 2, PixelType::f16)) ==
          std::vector<std::uint16_t>{0x3C00, 0x3C00});
    CHECK(samples_of<float>(converted(gray, 2, PixelType::f32)) == std::vector<float>{1, 1});
    const Image half = converted(gray, 1, PixelType::f16);
    CHECK(samples_of<std::uint16_t>(converted(half, 2, PixelType::f16)) ==
          std::vector<std::uint16_t>{0x3C00, 0x3C00});
}

TEST_CASE("gray of equal colours is that value, in every pixel type", "[pixels][convert]") {
    for (const std::uint32_t value : {0U, 1U, 77U, 254U, 255U}) {
        const auto byte = static_cast<std::uint8_t>(value);
        const Image rgb = image_of(std::vector<std::uint8_t>{byte, byte, byte}, 3);
        for (const PixelType type :
             {PixelType::u8, PixelType::u16, PixelType::f16, PixelType::f32}) {
            const Image gray = converted(converted(rgb, 3, type), 1, type);
            CAPTURE(value, to_string(type));
            CHECK(samples_of<std::uint8_t>(converted(gray, 1, PixelType::u8))[0] == byte);
            CHECK(samples_of<std::uint8_t>(
                      converted(converted(rgb, 1, type), 1, PixelType::u8))[0] == byte);
        }
    }
}

TEST_CASE("long rows convert like short ones", "[pixels][convert]") {
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < 3 * 5000; ++i)
        bytes.push_back(static_cast<std::uint8_t>(i * 7 + i / 256));
    const auto floats = samples_of<float>(converted(image_of(bytes, 3), 4, PixelType::f32));
    int wrong = 0;
    for (std::size_t i = 0; i < 5000; ++i) {
        for (std::size_t c = 0; c < 3; ++c)
            wrong += floats[i * 4 + c] != static_cast<float>(bytes[i * 3 + c]) / 255.0F;
        wrong += floats[i * 4 + 3] != 1.0F;
    }
    CHECK(wrong == 0);
}

TEST_CASE("pixels that keep their size convert in place", "[pixels][convert]") {
    const auto words = all_values<std::uint16_t>();
    Image image = image_of(words, 2);
    const Image expected = converted(image, 2, PixelType::f16);
    const std::byte* const before = image.pixels().data();
    convert_in_place(image, expected.spec());
    CHECK(image.spec() == expected.spec());
    CHECK(image.pixels().data() == before);
    CHECK(samples_of<std::uint16_t>(image) == samples_of<std::uint16_t>(expected));

    // Two bytes to two bytes: gray and alpha to one 16-bit gray.
    Image gray_alpha = image_of(std::vector<std::uint8_t>{255, 1, 0, 2, 1, 3}, 2);
    convert_in_place(gray_alpha, {3, 1, 1, PixelType::u16, ColourSpace::srgb});
    CHECK(samples_of<std::uint16_t>(gray_alpha) == std::vector<std::uint16_t>{65535, 0, 257});
}

TEST_CASE("images of more than 4 channels change their type, and not their channels",
          "[pixels][convert]") {
    const Image image = image_of(std::vector<std::uint8_t>{1, 2, 3, 4, 5, 255}, 6);
    CHECK(samples_of<std::uint16_t>(converted(image, 6, PixelType::u16)) ==
          std::vector<std::uint16_t>{257, 514, 771, 1028, 1285, 65535});
    try {
        const Image result = converted(image, 3, PixelType::u8);
        FAIL("6 channels became 3");
    } catch (const ItemError& error) {
        CHECK(error.error_class() == ErrorClass::unsupported);
        CHECK(std::string{error.what()} ==
              "the image has 6 channels, whose meaning is not known, and 3 are wanted; channels "
              "can be changed from and to 1 (gray), 2 (gray, alpha), 3 (RGB) and 4 (RGB, alpha)");
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "pixels/resize.hpp"

#include "pixels/convert.hpp"
#include "pixels/patterns.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numbers>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

constexpr Filter all_filters[] = {
    Filter::nearest, Filter::bilinear, Filter::bicubic, Filter::mitchell, Filter::lanczos};
constexpr PixelType all_types[] = {PixelType::u8, PixelType::u16, PixelType::f16, PixelType::f32};

Image photo(std::uint32_t width, std::uint32_t height, std::uint32_t channels, PixelType type) {
    Image image = Image::allocate({width, height, channels, type, ColourSpace::srgb});
    draw(Pattern::photo, {3, 1}, image);
    return image;
}

Image resized(const Image& image,
              std::uint32_t width,
              std::uint32_t height,
              Filter filter = Filter::lanczos) {
    ImageSpec spec = image.spec();
    spec.width = width;
    spec.height = height;
    Image result = Image::allocate(spec);
    std::ranges::fill(result.pixels(), std::byte{0xA5});
    resize(image, result, {.filter = filter});
    return result;
}

// As floats of 0..1.
std::vector<double> values_of(const Image& image) {
    ImageSpec spec = image.spec();
    spec.pixel_type = PixelType::f32;
    Image floats = Image::allocate(spec);
    convert(image, floats);
    std::vector<float> samples(floats.pixels().size() / sizeof(float));
    std::memcpy(samples.data(), floats.pixels().data(), floats.pixels().size());
    return {samples.begin(), samples.end()};
}

double lanczos3(double x) {
    if (std::abs(x) < 1e-12)
        return 1;
    const double angle = std::numbers::pi * x;
    return std::abs(x) < 3 ? 3 * std::sin(angle) * std::sin(angle / 3) / (angle * angle) : 0;
}

// The definition: every old pixel weighted by its distance, in double precision.
std::vector<double> scaled_line(const std::vector<double>& line, std::size_t size) {
    const double scale = static_cast<double>(line.size()) / static_cast<double>(size);
    const double stretch = std::max(scale, 1.0);
    std::vector<double> result(size);
    for (std::size_t i = 0; i < size; ++i) {
        const double centre = (static_cast<double>(i) + 0.5) * scale;
        double sum = 0;
        double weights = 0;
        for (std::size_t k = 0; k < line.size(); ++k) {
            const double weight = lanczos3((static_cast<double>(k) + 0.5 - centre) / stretch);
            sum += weight * line[k];
            weights += weight;
        }
        result[i] = sum / weights;
    }
    return result;
}

std::vector<double> reference(const Image& image, std::uint32_t width, std::uint32_t height) {
    const std::vector<double> values = values_of(image);
    const ImageSpec& spec = image.spec();
    const std::size_t n = spec.channels;
    std::vector<double> wide(std::size_t{width} * spec.height * n);
    for (std::size_t y = 0; y < spec.height; ++y)
        for (std::size_t c = 0; c < n; ++c) {
            std::vector<double> line(spec.width);
            for (std::size_t x = 0; x < spec.width; ++x)
                line[x] = values[(y * spec.width + x) * n + c];
            const std::vector<double> scaled = scaled_line(line, width);
            for (std::size_t x = 0; x < width; ++x)
                wide[(y * width + x) * n + c] = scaled[x];
        }
    std::vector<double> result(std::size_t{width} * height * n);
    for (std::size_t i = 0; i < width * n; ++i) {
        std::vector<double> line(spec.height);
        for (std::size_t y = 0; y < spec.height; ++y)
            line[y] = wide[y * width * n + i];
        const std::vector<double> scaled = scaled_line(line, height);
        for (std::size_t y = 0; y < height; ++y)
            result[y * width * n + i] = scaled[y];
    }
    return result;
}

double psnr(const Image& image, const std::vector<double>& expected) {
    const std::vector<double> values = values_of(image);
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double error = std::clamp(values[i], 0.0, 1.0) - std::clamp(expected[i], 0.0, 1.0);
        sum += error * error;
    }
    return -10 * std::log10(sum / static_cast<double>(values.size()) + 1e-30);
}

Image filled(const ImageSpec& spec, const std::vector<double>& pixel) {
    ImageSpec float_spec = spec;
    float_spec.pixel_type = PixelType::f32;
    Image floats = Image::allocate(float_spec);
    for (std::size_t i = 0; i < floats.pixels().size() / sizeof(float); ++i) {
        const auto value = static_cast<float>(pixel[i % pixel.size()]);
        std::memcpy(floats.pixels().data() + i * sizeof(float), &value, sizeof(float));
    }
    Image image = Image::allocate(spec);
    convert(floats, image);
    return image;
}

int byte_at(const Image& image, std::uint32_t x, std::uint32_t y, std::uint32_t channel) {
    return std::to_integer<int>(image.row(y)[std::size_t{x} * image.spec().channels + channel]);
}

} // namespace

TEST_CASE("lanczos agrees with its definition, shrinking and enlarging", "[pixels][resize]") {
    struct Size {
        std::uint32_t width, height, new_width, new_height;
    };
    for (const Size& size : {Size{200, 150, 81, 61},
                             {200, 150, 12, 9},
                             {90, 70, 210, 163},
                             {90, 70, 37, 140},
                             {90, 70, 180, 33},
                             {30, 700, 20, 5}})
        for (const std::uint32_t channels : {1U, 3U}) {
            CAPTURE(size.width, size.new_width, size.new_height, channels);
            const Image image = photo(size.width, size.height, channels, PixelType::u8);
            const Image result = resized(image, size.new_width, size.new_height);
            // Rounding to 8 bits alone leaves 58.9 dB.
            CHECK(psnr(result, reference(image, size.new_width, size.new_height)) > 58.0);
        }
}

TEST_CASE("every pixel type is scaled to its own precision", "[pixels][resize]") {
    const std::vector<double> least = {58.0, 105.0, 70.0, 120.0};
    std::size_t i = 0;
    for (const PixelType type : all_types) {
        const Image image = photo(120, 90, 3, type);
        CAPTURE(to_string(type));
        CHECK(psnr(resized(image, 47, 35), reference(image, 47, 35)) > least[i]);
        CHECK(psnr(resized(image, 147, 135), reference(image, 147, 135)) > least[i]);
        ++i;
    }
}

TEST_CASE("a constant image stays constant, whatever the sizes", "[pixels][resize]") {
    struct Size {
        std::uint32_t width, height, new_width, new_height;
    };
    const std::vector<double> pixel = {0.2, 0.6, 1.0, 0.8, 0.4};
    int wrong = 0;
    std::uint32_t channels = 0; // each in its turn
    for (const Size& size : {Size{1, 1, 1, 1},
                             {1, 1, 40, 30},
                             {64, 48, 1, 1},
                             {4000, 1, 1, 3},
                             {10000, 1, 1, 1},
                             {1, 10000, 1, 1},
                             {20000, 2, 3, 5},
                             {2, 20000, 5, 3},
                             {3, 2, 20000, 1},
                             {1, 1, 1, 20000},
                             {97, 31, 96, 32},
                             {5, 7, 7, 5}})
        for (const PixelType type : all_types)
            for (const Filter filter : all_filters) {
                channels = channels % 5 + 1;
                const ImageSpec spec{size.width, size.height, channels, type, {}};
                const std::vector<double> colour(pixel.begin(), pixel.begin() + channels);
                const Image image = filled(spec, colour);
                const Image result = resized(image, size.new_width, size.new_height, filter);
                ImageSpec new_spec = result.spec();
                const std::vector<double> got = values_of(result);
                const std::vector<double> expected = values_of(filled(new_spec, colour));
                double largest = 0;
                for (std::size_t i = 0; i < got.size(); ++i)
                    largest = std::max(largest, std::abs(got[i] - expected[i]));
                // Sums of thousands of weights in single precision lose the last digits.
                const bool is_extreme = std::max(size.width, size.height) > 9000;
                const double allowed = type == PixelType::u8    ? 0.0
                                       : type == PixelType::u16 ? (is_extreme ? 6.01 : 1.01) / 65535
                                       : type == PixelType::f16 ? 1.0 / 1024
                                                                : 1e-4;
                if (largest > allowed) {
                    ++wrong;
                    UNSCOPED_INFO(spec.to_string()
                                  << " -> " << new_spec.to_string() << ", filter "
                                  << static_cast<int>(filter) << ": off by " << largest);
                }
            }
    CHECK(wrong == 0);
}

TEST_CASE("what is transparent does not bleed into what is not", "[pixels][resize]") {
    for (const std::uint32_t channels : {2U, 4U})
        for (const std::uint32_t size : {10U, 100U}) {
            // Left half: opaque and dark. Right half: transparent and white.
            Image image = Image::allocate({40, 20, channels, PixelType::u8, {}});
            for (std::uint32_t y = 0; y < 20; ++y)
                for (std::uint32_t x = 0; x < 40; ++x)
                    for (std::uint32_t c = 0; c < channels; ++c)
                        image.row(y)[x * channels + c] =
                            x < 20 ? std::byte{c + 1 == channels ? std::uint8_t{255}
                                                                 : std::uint8_t{50}}
                                   : std::byte{c + 1 == channels ? std::uint8_t{0}
                                                                 : std::uint8_t{255}};
            const Image result = resized(image, size, size, Filter::lanczos);
            for (std::uint32_t x = 0; x < size; ++x) {
                const int alpha = byte_at(result, x, size / 2, channels - 1);
                CAPTURE(channels, size, x, alpha);
                if (alpha > 0)
                    CHECK(std::abs(byte_at(result, x, size / 2, 0) - 50) <= 1);
                else
                    CHECK(byte_at(result, x, size / 2, 0) == 0);
            }
            CHECK(byte_at(result, 0, 0, channels - 1) == 255);
            CHECK(byte_at(result, size - 1, 0, channels - 1) == 0);
        }
}

TEST_CASE("an opaque image is scaled as if it had no alpha", "[pixels][resize]") {
    for (const PixelType type : all_types) {
        const Image rgb = photo(83, 61, 3, type);
        ImageSpec spec = rgb.spec();
        spec.channels = 4;
        Image rgba = Image::allocate(spec);
        convert(rgb, rgba);
        for (const auto& [width, height] : {std::pair{30U, 20U}, {150U, 149U}}) {
            const std::vector<double> expected = values_of(resized(rgb, width, height));
            const std::vector<double> got = values_of(resized(rgba, width, height));
            double largest = 0;
            for (std::size_t i = 0; i < got.size() / 4; ++i)
                for (std::size_t c = 0; c < 3; ++c)
                    largest = std::max(largest, std::abs(got[i * 4 + c] - expected[i * 3 + c]));
            CAPTURE(to_string(type), width);
            CHECK(largest <= (type == PixelType::u8 ? 1.01 / 255 : 2e-3));
        }
    }
}

TEST_CASE("nearest takes pixels as they are", "[pixels][resize]") {
    Image image = Image::allocate({4, 2, 1, PixelType::u8, {}});
    for (std::uint8_t i = 0; i < 8; ++i)
        image.pixels()[i] = std::byte{i};
    const Image half = resized(image, 2, 1, Filter::nearest);
    CHECK(byte_at(half, 0, 0, 0) % 4 / 2 == 0);
    CHECK(byte_at(half, 1, 0, 0) % 4 / 2 == 1);
    const Image twice = resized(image, 8, 4, Filter::nearest);
    for (std::uint32_t y = 0; y < 4; ++y)
        for (std::uint32_t x = 0; x < 8; ++x)
            CHECK(byte_at(twice, x, y, 0) == static_cast<int>(y / 2 * 4 + x / 2));
}

TEST_CASE("filters differ: each has its own sharpness", "[pixels][resize]") {
    // A hard edge: how far each filter overshoots says which it is.
    Image image = Image::allocate({64, 1, 1, PixelType::f32, {}});
    for (std::uint32_t x = 0; x < 64; ++x) {
        const float value = x < 32 ? 0.25F : 0.75F;
        std::memcpy(image.pixels().data() + x * sizeof(float), &value, sizeof(float));
    }
    std::vector<double> peaks;
    for (const Filter filter : all_filters)
        peaks.push_back(std::ranges::max(values_of(resized(image, 512, 1, filter))) - 0.75);
    CHECK(peaks[0] == 0.0);                         // nearest
    CHECK(std::abs(peaks[1]) < 1e-6);               // bilinear
    CHECK(peaks[2] == Approx(0.037).margin(0.002)); // bicubic
    CHECK(peaks[3] == Approx(0.018).margin(0.002)); // mitchell
    CHECK(peaks[4] > peaks[2]);
    CHECK(peaks[4] < 0.1);
}

TEST_CASE("resizing the same image twice gives the same bytes", "[pixels][resize]") {
    for (const PixelType type : all_types)
        for (std::uint32_t channels = 1; channels <= 5; ++channels) {
            const Image image =
                filled({50, 40, channels, type, {}}, {0.1, 0.7, 0.3, 0.9, 0.5, 0.2});
            const Image first = resized(image, 31, 77);
            const Image second = resized(image, 31, 77);
            CHECK(std::ranges::equal(first.pixels(), second.pixels()));
        }
}

TEST_CASE("colours of 16-bit floats beyond white survive", "[pixels][resize]") {
    for (const PixelType type : {PixelType::f16, PixelType::f32}) {
        const Image image = filled({20, 20, 3, type, {}}, {4.0, -2.0, 100.0});
        const std::vector<double> values = values_of(resized(image, 7, 33));
        CHECK(values[0] == Approx(4.0).epsilon(1e-3));
        CHECK(values[1] == Approx(-2.0).epsilon(1e-3));
        CHECK(values[2] == Approx(100.0).epsilon(1e-3));
    }
}

TEST_CASE("scratch memory never shrinks where an image grows", "[pixels][resize]") {
    for (const Filter filter : all_filters)
        for (const std::uint32_t width : {1U, 100U, 4000U})
            for (const std::uint32_t channels : {1U, 3U, 4U}) {
                const ImageSpec spec{width, 50, channels, PixelType::u8, {}};
                ImageSpec larger = spec;
                larger.width = width + 1;
                const ImageSpec to{30, 20, channels, PixelType::u8, {}};
                ImageSpec larger_to = to;
                larger_to.width = 31;
                const ResizeOptions options{.filter = filter};
                const std::uint64_t scratch = resize_scratch_bytes(spec, to, options);
                CHECK(resize_scratch_bytes(larger, to, options) >= scratch);
                CHECK(resize_scratch_bytes(spec, larger_to, options) >= scratch);
                CHECK(resize_working_bytes(spec, to, options) >= buffer_capacity(scratch));
            }
}

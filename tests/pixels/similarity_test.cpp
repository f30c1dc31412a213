// SPDX-License-Identifier: Apache-2.0
#include "pixels/similarity.hpp"

#include "penstock/failure.hpp"

#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

std::optional<double> ssim(const Image& image, const Image& reference) {
    std::vector<float> scratch(ssim_scratch_bytes(image.spec()) / sizeof(float));
    return pixels::ssim(image, reference, std::as_writable_bytes(std::span{scratch}));
}

std::vector<double> luma_of(const Image& image) {
    const std::vector<double> values = test::values_of(image);
    const std::size_t channels = image.spec().channels;
    std::vector<double> luma;
    for (std::size_t i = 0; i < values.size(); i += channels)
        luma.push_back(channels < 3
                           ? values[i]
                           : 0.2126 * values[i] + 0.7152 * values[i + 1] + 0.0722 * values[i + 2]);
    return luma;
}

// As the paper writes it: every window by itself, in two dimensions.
double reference_ssim(const Image& left, const Image& right) {
    const std::vector<double> x = luma_of(left);
    const std::vector<double> y = luma_of(right);
    const std::size_t width = left.spec().width;
    double weights[11][11];
    double weight_sum = 0;
    for (int i = 0; i < 11; ++i)
        for (int k = 0; k < 11; ++k)
            weight_sum += weights[i][k] =
                std::exp(-((i - 5) * (i - 5) + (k - 5) * (k - 5)) / (2 * 1.5 * 1.5));
    double sum = 0;
    int windows = 0;
    for (std::size_t top = 0; top + 11 <= left.spec().height; ++top)
        for (std::size_t at = 0; at + 11 <= width; ++at, ++windows) {
            double mean_x = 0;
            double mean_y = 0;
            for (std::size_t i = 0; i < 11; ++i)
                for (std::size_t k = 0; k < 11; ++k) {
                    mean_x += weights[i][k] / weight_sum * x[(top + i) * width + at + k];
                    mean_y += weights[i][k] / weight_sum * y[(top + i) * width + at + k];
                }
            double variance_x = 0;
            double variance_y = 0;
            double covariance = 0;
            for (std::size_t i = 0; i < 11; ++i)
                for (std::size_t k = 0; k < 11; ++k) {
                    const double weight = weights[i][k] / weight_sum;
                    const double dx = x[(top + i) * width + at + k] - mean_x;
                    const double dy = y[(top + i) * width + at + k] - mean_y;
                    variance_x += weight * dx * dx;
                    variance_y += weight * dy * dy;
                    covariance += weight * dx * dy;
                }
            sum +=
                (2 * mean_x * mean_y + 0.0001) * (2 * covariance + 0.0009) /
                ((mean_x * mean_x + mean_y * mean_y + 0.0001) * (variance_x + variance_y + 0.0009));
        }
    return sum / windows;
}

// The image, and the same with some noise in it.
std::pair<Image, Image> pair_of(const ImageSpec& spec, int strength) {
    Image image = test::noise(spec);
    Image other = test::noise(spec, 77);
    for (std::size_t i = 0; i < image.pixels().size(); ++i) {
        const int left = std::to_integer<int>(image.pixels()[i]);
        const int right = std::to_integer<int>(other.pixels()[i]);
        other.pixels()[i] = static_cast<std::byte>(left + (right - left) * strength / 100);
    }
    return {std::move(image), std::move(other)};
}

} // namespace

TEST_CASE("psnr is 10 log10 of 1 over the mean square error", "[pixels][similarity]") {
    for (const PixelType type : test::all_types)
        for (const std::uint32_t channels : {1U, 3U, 4U}) {
            const ImageSpec spec{701, 3, channels, type, ColourSpace::srgb};
            const Image left = test::noise(spec);
            const Image right = test::noise(spec, 5);
            const std::vector<double> x = test::values_of(left);
            const std::vector<double> y = test::values_of(right);
            double squares = 0;
            for (std::size_t i = 0; i < x.size(); ++i)
                squares += (x[i] - y[i]) * (x[i] - y[i]);
            const double expected = 10 * std::log10(static_cast<double>(x.size()) / squares);
            CAPTURE(spec.to_string());
            CHECK(std::abs(psnr(left, right) - expected) < 1e-5);
            CHECK(psnr(left, left) == std::numeric_limits<double>::infinity());
        }
}

TEST_CASE("images of different pixel types are compared by their values", "[pixels][similarity]") {
    Image bytes = Image::allocate({30, 20, 3, PixelType::u8, ColourSpace::srgb});
    Image words = Image::allocate({30, 20, 3, PixelType::u16, ColourSpace::srgb});
    for (std::size_t i = 0; i < bytes.pixels().size(); ++i)
        bytes.pixels()[i] = words.pixels()[2 * i] = words.pixels()[2 * i + 1] =
            static_cast<std::byte>(i);
    CHECK(psnr(bytes, words) > 150);
    CHECK(std::abs(*ssim(bytes, words) - 1) < 1e-5);
}

TEST_CASE("ssim is that of the paper, on the luma of colours", "[pixels][similarity]") {
    for (const std::uint32_t channels : {1U, 2U, 3U, 4U})
        for (const auto& [width, height] : {std::pair{11U, 11U}, {31U, 12U}, {13U, 29U}})
            for (const int strength : {0, 10, 60, 100}) {
                const auto [image, other] =
                    pair_of({width, height, channels, PixelType::u8, ColourSpace::srgb}, strength);
                CAPTURE(image.spec().to_string(), strength);
                CHECK(std::abs(*ssim(image, other) - reference_ssim(image, other)) < 2e-4);
            }
    const Image wide = test::noise({40, 30, 3, PixelType::f32, ColourSpace::srgb});
    CHECK(std::abs(*ssim(wide, wide) - 1) < 1e-5);
}

TEST_CASE("alpha does not count for ssim, and small images have none", "[pixels][similarity]") {
    Image image = test::noise({20, 20, 4, PixelType::u8, ColourSpace::srgb});
    Image other = Image::allocate(image.spec());
    image.clone_into(other);
    for (std::size_t i = 3; i < other.pixels().size(); i += 4)
        other.pixels()[i] = std::byte{7};
    CHECK(std::abs(*ssim(image, other) - 1) < 1e-5);
    const Image low = test::noise({20, 10, 1, PixelType::u8, ColourSpace::srgb});
    CHECK_FALSE(ssim(low, low).has_value());
    const Image narrow = test::noise({10, 20, 1, PixelType::u8, ColourSpace::srgb});
    CHECK_FALSE(ssim(narrow, narrow).has_value());
    const Image many = test::noise({20, 20, 5, PixelType::u8, ColourSpace::srgb});
    CHECK_THROWS_AS(ssim(many, many), ItemError);
}

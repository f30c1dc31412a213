// SPDX-License-Identifier: Apache-2.0
#include "pixels/blur.hpp"

#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

// One line of a plane; samples are `step` apart. The first and the last go on behind the ends.
std::vector<double> blurred_line(const std::vector<double>& line, double sigma) {
    const auto reach = static_cast<std::int64_t>(std::ceil(4 * sigma));
    const auto size = static_cast<std::int64_t>(line.size());
    std::vector<double> result(line.size());
    for (std::int64_t i = 0; i < size; ++i) {
        double sum = 0;
        double weights = 0;
        for (std::int64_t k = i - reach; k <= i + reach; ++k) {
            const double distance = static_cast<double>(k - i);
            const double weight = std::exp(-distance * distance / (2 * sigma * sigma));
            sum +=
                weight * line[static_cast<std::size_t>(std::clamp<std::int64_t>(k, 0, size - 1))];
            weights += weight;
        }
        result[static_cast<std::size_t>(i)] = sum / weights;
    }
    return result;
}

std::vector<double>
blurred_plane(std::vector<double> plane, std::size_t width, std::size_t height, double sigma) {
    for (std::size_t y = 0; y < height; ++y) {
        const auto row = plane.begin() + static_cast<std::ptrdiff_t>(y * width);
        const auto line = blurred_line({row, row + static_cast<std::ptrdiff_t>(width)}, sigma);
        std::copy(line.begin(), line.end(), row);
    }
    for (std::size_t x = 0; x < width; ++x) {
        std::vector<double> column(height);
        for (std::size_t y = 0; y < height; ++y)
            column[y] = plane[y * width + x];
        const auto line = blurred_line(column, sigma);
        for (std::size_t y = 0; y < height; ++y)
            plane[y * width + x] = line[y];
    }
    return plane;
}

// Not weighted with alpha any more; 0 where nothing is left of it.
std::vector<double> reference(const Image& image, double sigma) {
    const ImageSpec& spec = image.spec();
    const std::vector<double> values = test::values_of(image);
    std::vector<double> result(values.size());
    std::vector<double> alphas(spec.pixels(), 1.0);
    for (std::size_t c = spec.channels; c-- > 0;) {
        const bool is_alpha = spec.has_alpha() && c + 1 == spec.channels;
        std::vector<double> plane;
        for (std::size_t i = 0; i < values.size(); i += spec.channels)
            plane.push_back(values[i + c] *
                            (spec.has_alpha() && !is_alpha ? values[i + spec.channels - 1] : 1.0));
        plane = blurred_plane(plane, spec.width, spec.height, sigma);
        for (std::size_t i = 0; i < plane.size(); ++i)
            result[i * spec.channels + c] =
                is_alpha ? plane[i] : (alphas[i] > 0 ? plane[i] / alphas[i] : 0);
        if (is_alpha)
            alphas = plane;
    }
    return result;
}

Image blurred(const Image& image, const BlurOptions& options) {
    Image result = Image::allocate(image.spec());
    blur(image, result, options);
    return result;
}

// Samples that are not within half a step, and 1e-5, of what is expected.
int count_wrong(const Image& image, const std::vector<double>& expected, double slack) {
    int wrong = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const PixelType type = image.spec().pixel_type;
        const double value = test::held(type, expected[i]);
        const double found = test::value_at(image, i);
        if (!(std::abs(found - value) <= test::rounding_of(type, value) + slack) && wrong++ == 0)
            UNSCOPED_INFO("sample " << i << ": " << found << " for " << value);
    }
    return wrong;
}

struct Size {
    std::uint32_t width, height;
};

} // namespace

TEST_CASE("a blur is the Gaussian of its sigma, in all types and channels", "[pixels][blur]") {
    for (const Size& size : {Size{1, 1}, {40, 1}, {5, 120}, {37, 23}})
        for (const PixelType type : test::all_types)
            for (std::uint32_t channels = 1; channels <= 5; ++channels)
                for (const double sigma : {0.3, 1.0, 4.7, 14.0}) {
                    const Image image =
                        test::noise({size.width, size.height, channels, type, ColourSpace::srgb});
                    CAPTURE(image.spec().to_string(), sigma);
                    CHECK(count_wrong(blurred(image, {.sigma = sigma}),
                                      reference(image, sigma),
                                      1e-5) == 0);
                }
}

TEST_CASE("what is wholly transparent does not bleed", "[pixels][blur]") {
    Image image = test::noise({40, 30, 4, PixelType::u8, ColourSpace::srgb});
    for (std::size_t i = 0; i < image.pixels().size(); i += 4)
        if (i % 160 < 80)
            image.pixels()[i + 3] = std::byte{0};
        else
            std::fill_n(&image.pixels()[i], 3, std::byte{200});
    const Image result = blurred(image, {.sigma = 2});
    int visible = 0;
    for (std::size_t i = 0; i < result.pixels().size(); i += 4)
        if (result.pixels()[i + 3] != std::byte{0}) {
            CHECK(result.pixels()[i] == std::byte{200});
            ++visible;
        }
    CHECK(visible > 600);
    CHECK(visible < 1200);
}

TEST_CASE("an unsharp mask moves values away from the blurred ones, alpha apart",
          "[pixels][blur]") {
    for (const PixelType type : test::all_types)
        for (std::uint32_t channels = 1; channels <= 4; ++channels)
            for (const auto& [amount, threshold] :
                 {std::pair{0.7, 0.0}, {2.5, 0.0}, {0.7, 0.1}, {0.0, 0.0}}) {
                const Image image = test::noise({41, 29, channels, type, ColourSpace::srgb});
                std::vector<double> expected = test::values_of(image);
                const std::vector<double> soft = reference(image, 1.5);
                std::vector<std::size_t> undecided;
                for (std::size_t i = 0; i < expected.size(); ++i) {
                    const bool is_alpha = image.spec().has_alpha() && i % channels == channels - 1;
                    const double difference = expected[i] - soft[i];
                    if (std::abs(std::abs(difference) - threshold) < 1e-4 && threshold > 0)
                        undecided.push_back(i);
                    if (!is_alpha && std::abs(difference) >= threshold)
                        expected[i] += amount * difference;
                }
                const Image result = blurred(
                    image,
                    {.sigma = 1.5,
                     .unsharp = BlurOptions::Unsharp{.amount = amount, .threshold = threshold}});
                for (const std::size_t i : undecided)
                    expected[i] = test::value_at(result, i);
                CAPTURE(image.spec().to_string(), amount, threshold, undecided.size());
                CHECK(undecided.size() < expected.size() / 50);
                CHECK(count_wrong(result, expected, 3e-5) == 0);
            }
}

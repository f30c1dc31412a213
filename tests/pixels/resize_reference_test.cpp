// SPDX-License-Identifier: Apache-2.0
#include "pixels/resize.hpp"
#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

constexpr Filter filters[] = {Filter::box,
                              Filter::bilinear,
                              Filter::bicubic,
                              Filter::mitchell,
                              Filter::lanczos2,
                              Filter::lanczos};

double sinc(double x) {
    return std::abs(x) < 1e-12 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

// Mitchell and Netravali's family of cubics, from their paper.
double cubic(double x, double b, double c) {
    if (x < 1)
        return ((12 - 9 * b - 6 * c) * x * x * x + (-18 + 12 * b + 6 * c) * x * x + 6 - 2 * b) / 6;
    if (x < 2)
        return ((-b - 6 * c) * x * x * x + (6 * b + 30 * c) * x * x + (-12 * b - 48 * c) * x +
                8 * b + 24 * c) /
               6;
    return 0;
}

double weight(Filter filter, double distance) {
    const double x = std::abs(distance);
    switch (filter) {
    case Filter::bilinear:
        return std::max(1 - x, 0.0);
    case Filter::bicubic:
        return cubic(x, 0, 0.5);
    case Filter::mitchell:
        return cubic(x, 1.0 / 3, 1.0 / 3);
    case Filter::lanczos2:
        return x < 2 ? sinc(x) * sinc(x / 2) : 0;
    default:
        return x < 3 ? sinc(x) * sinc(x / 3) : 0;
    }
}

// The part of an old pixel that a new one covers.
double overlap(std::size_t old, double begin, double end) {
    const auto at = static_cast<double>(old);
    return std::max(std::min(at + 1, end) - std::max(at, begin), 0.0);
}

std::vector<double> scaled_line(const std::vector<double>& line, std::size_t size, Filter filter) {
    const double scale = static_cast<double>(line.size()) / static_cast<double>(size);
    std::vector<double> result(size);
    for (std::size_t i = 0; i < size; ++i) {
        const double at = static_cast<double>(i);
        double sum = 0;
        double weights = 0;
        for (std::size_t k = 0; k < line.size(); ++k) {
            const double distance = static_cast<double>(k) + 0.5 - (at + 0.5) * scale;
            const double one = filter == Filter::box
                                   ? overlap(k, at * scale, (at + 1) * scale)
                                   : weight(filter, distance / std::max(scale, 1.0));
            sum += one * line[k];
            weights += one;
        }
        result[i] = sum / weights;
    }
    return result;
}

// Lines of `count` samples, `step` apart.
std::vector<double> scaled_plane(const std::vector<double>& plane,
                                 std::size_t width,
                                 std::size_t height,
                                 std::size_t new_width,
                                 std::size_t new_height,
                                 Filter filter) {
    std::vector<double> wide(new_width * height);
    for (std::size_t y = 0; y < height; ++y) {
        const auto row = plane.begin() + static_cast<std::ptrdiff_t>(y * width);
        const auto scaled =
            scaled_line({row, row + static_cast<std::ptrdiff_t>(width)}, new_width, filter);
        std::copy(scaled.begin(),
                  scaled.end(),
                  wide.begin() + static_cast<std::ptrdiff_t>(y * new_width));
    }
    std::vector<double> result(new_width * new_height);
    for (std::size_t x = 0; x < new_width; ++x) {
        std::vector<double> column(height);
        for (std::size_t y = 0; y < height; ++y)
            column[y] = wide[y * new_width + x];
        const auto scaled = scaled_line(column, new_height, filter);
        for (std::size_t y = 0; y < new_height; ++y)
            result[y * new_width + x] = scaled[y];
    }
    return result;
}

// Planes, colours weighted with alpha.
std::vector<std::vector<double>> reference(
    const Image& image, std::uint32_t width, std::uint32_t height, Filter filter, bool linear) {
    const ImageSpec& spec = image.spec();
    const std::vector<double> values = test::values_of(image);
    std::vector<std::vector<double>> planes;
    for (std::size_t c = 0; c < spec.channels; ++c) {
        const bool is_alpha = spec.has_alpha() && c + 1 == spec.channels;
        std::vector<double> plane;
        for (std::size_t i = 0; i < values.size(); i += spec.channels) {
            const double alpha =
                spec.has_alpha() && !is_alpha ? values[i + spec.channels - 1] : 1.0;
            const double value = values[i + c];
            plane.push_back((linear && !is_alpha ? test::light_of(value) : value) * alpha);
        }
        planes.push_back(scaled_plane(plane, spec.width, spec.height, width, height, filter));
    }
    return planes;
}

// Samples that are not within half a step, and `slack`, of the reference.
int count_wrong(const Image& result,
                const std::vector<std::vector<double>>& planes,
                bool linear,
                double slack) {
    const ImageSpec& spec = result.spec();
    int wrong = 0;
    for (std::size_t i = 0; i < spec.pixels(); ++i) {
        const double alpha = spec.has_alpha() ? planes.back()[i] : 1;
        for (std::size_t c = 0; c < spec.channels; ++c) {
            const bool is_alpha = spec.has_alpha() && c + 1 == spec.channels;
            if (alpha < 0.02 && !is_alpha)
                continue; // hardly anything is divided by hardly anything
            double value = is_alpha ? std::clamp(alpha, 0.0, 1.0) : planes[c][i] / alpha;
            if (linear && !is_alpha)
                value = test::srgb_of(value);
            value = test::held(spec.pixel_type, value);
            const double found = test::value_at(result, i * spec.channels + c);
            const double allowed =
                test::rounding_of(spec.pixel_type, value) + slack / std::clamp(alpha, 0.02, 1.0);
            if (!(std::abs(found - value) <= allowed) && wrong++ == 0)
                UNSCOPED_INFO("channel " << c << " of pixel " << i << ": " << found << " for "
                                         << value);
        }
    }
    return wrong;
}

Image resized(const Image& image,
              std::uint32_t width,
              std::uint32_t height,
              const ResizeOptions& options) {
    ImageSpec spec = image.spec();
    spec.width = width;
    spec.height = height;
    Image result = Image::allocate(spec);
    resize(image, result, options);
    return result;
}

} // namespace

// Integers to the nearest, but for 1e-5 of single precision; near black light is steep: 1.3e-4.
TEST_CASE("every filter agrees with its definition, in all types and channels, on stored values "
          "and on light",
          "[pixels][resize]") {
    struct Size {
        std::uint32_t width, height, new_width, new_height;
    };
    for (const Size& size : {Size{1, 1, 3, 2},
                             {1, 13, 1, 7},
                             {31, 1, 7, 1},
                             {31, 23, 13, 11},
                             {23, 17, 41, 37},
                             {61, 53, 3, 5}})
        for (const PixelType type : test::all_types)
            for (std::uint32_t channels = 1; channels <= 4; ++channels)
                for (const Filter filter : filters)
                    for (const bool linear : {false, true}) {
                        const Image image = test::noise(
                            {size.width, size.height, channels, type, ColourSpace::srgb});
                        const Image result = resized(image,
                                                     size.new_width,
                                                     size.new_height,
                                                     {.filter = filter, .linear = linear});
                        CAPTURE(image.spec().to_string(), result.spec().to_string());
                        CAPTURE(static_cast<int>(filter), linear);
                        CHECK(count_wrong(
                                  result,
                                  reference(image, size.new_width, size.new_height, filter, linear),
                                  linear,
                                  linear ? 1.3e-4 : 1e-5) == 0);
                    }
}

TEST_CASE("a placement cuts off what is outside, and leaves what it does not cover",
          "[pixels][resize]") {
    struct Place {
        std::int64_t x, y;
    };
    for (const std::uint32_t channels : {3U, 4U})
        for (const Filter filter : {Filter::nearest, Filter::box, Filter::lanczos})
            for (const Place& place :
                 {Place{0, 0}, {-3, -5}, {4, 6}, {-3, 6}, {-40, 0}, {0, 100}, {-2, 0}}) {
                const Image image =
                    test::noise({31, 23, channels, PixelType::u8, ColourSpace::srgb});
                const Image whole = resized(image, 17, 13, {.filter = filter});
                ImageSpec spec = image.spec();
                spec.width = 20;
                spec.height = 15;
                Image result = Image::allocate(spec);
                std::ranges::fill(result.pixels(), std::byte{0xA5});
                resize(image,
                       result,
                       {.filter = filter,
                        .placement = {.width = 17, .height = 13, .x = place.x, .y = place.y}});
                int wrong = 0;
                for (std::int64_t y = 0; y < 15; ++y)
                    for (std::int64_t x = 0; x < 20; ++x)
                        for (std::size_t c = 0; c < channels; ++c) {
                            const std::int64_t from_x = x - place.x;
                            const std::int64_t from_y = y - place.y;
                            const bool is_covered =
                                from_x >= 0 && from_y >= 0 && from_x < 17 && from_y < 13;
                            const std::byte expected =
                                is_covered
                                    ? whole.row(static_cast<std::uint32_t>(
                                          from_y))[static_cast<std::size_t>(from_x) * channels + c]
                                    : std::byte{0xA5};
                            wrong +=
                                result.row(static_cast<std::uint32_t>(
                                    y))[static_cast<std::size_t>(x) * channels + c] != expected;
                        }
                CAPTURE(channels, static_cast<int>(filter), place.x, place.y);
                CHECK(wrong == 0);
            }
}

TEST_CASE("where no side changes, pixels are copied, what is transparent included",
          "[pixels][resize]") {
    Image image = test::noise({31, 23, 4, PixelType::u8, ColourSpace::srgb});
    for (std::size_t i = 3; i < image.pixels().size(); i += 8)
        image.pixels()[i] = std::byte{0};
    CHECK(std::ranges::equal(resized(image, 31, 23, {.linear = true}).pixels(), image.pixels()));
}

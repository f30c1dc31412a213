// SPDX-License-Identifier: Apache-2.0
#include "pixels/rotate.hpp"

#include "penstock/failure.hpp"

#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

const Rgba background = {51, 102, 204, 128};

double catmull_rom(double distance) {
    const double x = std::abs(distance);
    if (x >= 2)
        return 0;
    return x < 1 ? 1.5 * x * x * x - 2.5 * x * x + 1 : -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2;
}

double weight(Filter filter, double distance) {
    if (filter == Filter::bicubic)
        return catmull_rom(distance);
    return std::max(1 - std::abs(distance), 0.0);
}

// What stands at a place of the picture whose edge goes on for ever, colours weighted with alpha.
std::vector<double> looked_up(const Image& image, double u, double v, Filter filter) {
    const ImageSpec& spec = image.spec();
    std::vector<double> sum(spec.channels);
    const auto add = [&](std::int64_t x, std::int64_t y, double factor) {
        const auto inside_x = std::clamp<std::int64_t>(x, 0, std::int64_t{spec.width} - 1);
        const auto inside_y = std::clamp<std::int64_t>(y, 0, std::int64_t{spec.height} - 1);
        const auto at = static_cast<std::size_t>(inside_y * spec.width + inside_x) * spec.channels;
        const double alpha = spec.has_alpha() ? test::value_at(image, at + spec.channels - 1) : 1;
        for (std::size_t c = 0; c < spec.channels; ++c) {
            const bool is_alpha = spec.has_alpha() && c + 1 == spec.channels;
            sum[c] += factor * (is_alpha ? 1 : alpha) * test::value_at(image, at + c);
        }
    };
    const auto left = static_cast<std::int64_t>(std::floor(u));
    const auto top = static_cast<std::int64_t>(std::floor(v));
    if (filter == Filter::nearest) {
        add(left, top, 1);
        return sum;
    }
    for (std::int64_t y = top - 3; y <= top + 3; ++y)
        for (std::int64_t x = left - 3; x <= left + 3; ++x)
            add(x,
                y,
                weight(filter, static_cast<double>(x) + 0.5 - u) *
                    weight(filter, static_cast<double>(y) + 0.5 - v));
    return sum;
}

double covered(double place, double size, Filter filter) {
    const double inside = std::min(place, size - place);
    return filter == Filter::nearest ? (inside >= 0 ? 1 : 0) : std::clamp(inside + 0.5, 0.0, 1.0);
}

std::vector<double> background_of(const ImageSpec& spec) {
    std::vector<double> colour = {0.2, 0.4, 0.8, 128 / 255.0};
    if (spec.channels < 3)
        colour = {0.2126 * 0.2 + 0.7152 * 0.4 + 0.0722 * 0.8, 128 / 255.0};
    colour.resize(spec.channels);
    if (spec.has_alpha())
        for (std::size_t c = 0; c + 1 < spec.channels; ++c)
            colour[c] *= colour.back();
    return colour;
}

// Of the pixel at (x, y) of the result; alpha is not taken out of the colours.
std::vector<double> reference(const Image& image,
                              const ImageSpec& to,
                              std::uint32_t x,
                              std::uint32_t y,
                              const RotateOptions& options) {
    const double angle = options.degrees * std::numbers::pi / 180;
    const double right = x + 0.5 - to.width / 2.0;
    const double down = y + 0.5 - to.height / 2.0;
    const double u = image.spec().width / 2.0 + right * std::cos(angle) + down * std::sin(angle);
    const double v = image.spec().height / 2.0 - right * std::sin(angle) + down * std::cos(angle);
    const double coverage = covered(u, image.spec().width, options.filter) *
                            covered(v, image.spec().height, options.filter);
    std::vector<double> result = looked_up(image, u, v, options.filter);
    const std::vector<double> behind = background_of(to);
    for (std::size_t c = 0; c < result.size(); ++c)
        result[c] = result[c] * coverage + behind[c] * (1 - coverage);
    return result;
}

// How many pixels are not within the tolerance: half a step, and 2e-5 for single precision, of what
// is weighted with alpha.
int count_wrong(const Image& image, const Image& result, const RotateOptions& options) {
    const ImageSpec& spec = result.spec();
    int wrong = 0;
    for (std::uint32_t y = 0; y < spec.height; ++y)
        for (std::uint32_t x = 0; x < spec.width; ++x) {
            const std::vector<double> expected = reference(image, spec, x, y, options);
            const std::size_t at = (std::size_t{y} * spec.width + x) * spec.channels;
            double alpha = 1;
            if (spec.has_alpha()) {
                alpha = std::clamp(expected.back(), 0.0, 1.0);
                const double found = test::value_at(result, at + spec.channels - 1);
                wrong += std::abs(found - alpha) > test::rounding_of(spec.pixel_type, alpha) + 2e-5;
            }
            const std::size_t colours = spec.has_alpha() ? spec.channels - 1 : spec.channels;
            for (std::size_t c = 0; c < colours; ++c) {
                const double value =
                    spec.has_alpha() && expected.back() < 1e-4
                        ? 0
                        : test::held(spec.pixel_type,
                                     expected[c] / (spec.has_alpha() ? expected.back() : 1));
                if (spec.has_alpha() && alpha < 0.01)
                    continue; // hardly anything is divided by hardly anything
                wrong += std::abs(test::value_at(result, at + c) - value) >
                         test::rounding_of(spec.pixel_type, value) + 2e-5 / alpha;
            }
        }
    return wrong;
}

Image rotated(const Image& image, const RotateOptions& options) {
    Image result = Image::allocate(rotated_spec(image.spec(), options));
    rotate(image, result, options);
    return result;
}

} // namespace

TEST_CASE("other angles agree with the reference, in all types and channels", "[pixels][rotate]") {
    for (const PixelType type : test::all_types)
        for (std::uint32_t channels = 1; channels <= 4; ++channels)
            for (const auto& [width, height] : {std::pair{1U, 1U}, {1U, 7U}, {5U, 1U}, {31U, 23U}})
                for (const Filter filter : {Filter::nearest, Filter::bilinear, Filter::bicubic})
                    for (const double degrees : {10.0, -33.5, 123.456}) {
                        const Image image =
                            test::noise({width, height, channels, type, ColourSpace::srgb});
                        RotateOptions options{.degrees = degrees,
                                              .filter = filter,
                                              .expand = degrees != 10.0,
                                              .background = background};
                        CAPTURE(image.spec().to_string(), degrees, static_cast<int>(filter));
                        CHECK(count_wrong(image, rotated(image, options), options) == 0);
                    }
}

TEST_CASE("an image is expanded to show all of the picture", "[pixels][rotate]") {
    const ImageSpec spec{300, 200, 3, PixelType::u8, ColourSpace::srgb};
    const auto size = [&spec](double degrees, bool expand) {
        const ImageSpec result = rotated_spec(spec, {.degrees = degrees, .expand = expand});
        return std::pair{result.width, result.height};
    };
    CHECK(size(0, true) == std::pair{300U, 200U});
    CHECK(size(90, true) == std::pair{200U, 300U});
    CHECK(size(-180, true) == std::pair{300U, 200U});
    CHECK(size(45, true) == std::pair{354U, 354U}); // 500 / sqrt(2) = 353.55
    CHECK(size(30, true) == std::pair{360U, 324U}); // 359.81, 323.21
    CHECK(size(45, false) == std::pair{300U, 200U});
}

TEST_CASE("quarter turns are told from other angles", "[pixels][rotate]") {
    CHECK(turn_by(0) == Turn::none);
    CHECK(turn_by(-360) == Turn::none);
    CHECK(turn_by(90) == Turn::right);
    CHECK(turn_by(-270) == Turn::right);
    CHECK(turn_by(180) == Turn::half);
    CHECK(turn_by(-180) == Turn::half);
    CHECK(turn_by(270) == Turn::left);
    CHECK(turn_by(-90) == Turn::left);
    CHECK_FALSE(turn_by(89.999));
    CHECK_FALSE(turn_by(45));
}

TEST_CASE("a quarter turn with a filter is the turn", "[pixels][rotate]") {
    const Image image = test::noise({31, 23, 3, PixelType::u8, ColourSpace::srgb});
    for (const double degrees : {90.0, 180.0, 270.0})
        for (const Filter filter : {Filter::nearest, Filter::bilinear, Filter::bicubic}) {
            const Image result = rotated(image, {.degrees = degrees, .filter = filter});
            Image expected = Image::allocate(result.spec());
            copy_turned(image.spec(), *turn_by(degrees), image.pixels(), expected.pixels());
            CAPTURE(degrees, static_cast<int>(filter));
            CHECK(std::ranges::equal(result.pixels(), expected.pixels()));
        }
}

TEST_CASE("channels of unknown meaning are not rotated by other angles", "[pixels][rotate]") {
    const Image image = test::noise({4, 4, 5, PixelType::u8, ColourSpace::srgb});
    Image result = Image::allocate(rotated_spec(image.spec(), {.degrees = 45}));
    CHECK_THROWS_AS(rotate(image, result, {.degrees = 45}), ItemError);
}

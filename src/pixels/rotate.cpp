// SPDX-License-Identifier: Apache-2.0
#include "pixels/rotate.hpp"

#include "pixels/alpha.hpp"
#include "pixels/half.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numbers>
#include <type_traits>

namespace penstock::pixels {
namespace {

// A half is told apart from u16 by its type alone.
enum class Half : std::uint16_t {};

// Channel by channel, in the units in which samples are stored, colours weighted with alpha.
using Sum = std::array<float, 4>;

struct Point {
    double x;
    double y;
};

// Cosine and sine. Where one of them is 0 it is so exactly: at multiples of 90 degrees.
struct Direction {
    double along;
    double across;
};

Direction direction_of(double degrees) {
    const double rest = std::remainder(degrees, 360.0);
    if (std::remainder(rest, 90.0) == 0.0) {
        const double quarters = rest / 90.0;
        const bool is_odd = std::abs(quarters) == 1.0;
        return {is_odd ? 0.0 : 1.0 - std::abs(quarters), is_odd ? quarters : 0.0};
    }
    const double angle = rest * std::numbers::pi / 180.0;
    return {std::cos(angle), std::sin(angle)};
}

template <class T> float value_of(const std::byte* sample) {
    T value;
    std::memcpy(&value, sample, sizeof(T));
    if constexpr (std::is_same_v<T, Half>)
        return float_from_half(static_cast<std::uint16_t>(value));
    else
        return static_cast<float>(value);
}

template <class T> T stored(float value) {
    if constexpr (std::is_same_v<T, float>) {
        return value;
    } else if constexpr (std::is_same_v<T, Half>) {
        return Half{half_from_float(value)};
    } else {
        const float positive = value > 0.0F ? value : 0.0F; // NaN is not greater
        const float clamped = std::min(positive, float{std::numeric_limits<T>::max()});
        return static_cast<T>(static_cast<std::int32_t>(clamped + 0.5F));
    }
}

// Of the pixels around a place that lies `past` behind the centre of the one in front of it.
template <std::size_t taps> std::array<float, taps> weights_at(float past) {
    if constexpr (taps == 1) {
        return {1.0F};
    } else if constexpr (taps == 2) {
        return {1.0F - past, past};
    } else { // Catmull-Rom
        const float square = past * past;
        const float cube = square * past;
        return {0.5F * (-cube + 2.0F * square - past),
                0.5F * (3.0F * cube - 5.0F * square + 2.0F),
                0.5F * (-3.0F * cube + 4.0F * square + past),
                0.5F * (cube - square)};
    }
}

/// Looks at one picture, at any place. Beyond its edge stand the pixels of the edge.
template <class T, std::size_t taps> class Sampler {
public:
    explicit Sampler(const Image& image)
        : image_{image}, width_{image.spec().width}, height_{image.spec().height},
          channels_{image.spec().channels}, has_alpha_{image.spec().has_alpha()},
          unit_{1.0F / largest_sample(image.spec().pixel_type)} {}

    [[nodiscard]] Sum at(const Point& point) const {
        // Nearest looks for the pixel that covers the place, the others for those around it.
        const double shift = taps == 1 ? 0.0 : 0.5;
        const double left = std::floor(point.x - shift);
        const double top = std::floor(point.y - shift);
        const auto across = weights_at<taps>(static_cast<float>(point.x - shift - left));
        const auto down = weights_at<taps>(static_cast<float>(point.y - shift - top));
        constexpr std::int64_t before = taps == 4 ? 1 : 0;
        Sum sum{};
        for (std::size_t j = 0; j < taps; ++j) {
            const auto y = static_cast<std::int64_t>(top) - before + static_cast<std::int64_t>(j);
            const auto row =
                static_cast<std::uint32_t>(std::clamp<std::int64_t>(y, 0, height_ - 1));
            for (std::size_t i = 0; i < taps; ++i) {
                const auto x =
                    static_cast<std::int64_t>(left) - before + static_cast<std::int64_t>(i);
                add(image_.row(row).data() +
                        static_cast<std::size_t>(std::clamp<std::int64_t>(x, 0, width_ - 1)) *
                            channels_ * sizeof(T),
                    across[i] * down[j],
                    sum);
            }
        }
        return sum;
    }

    /// How much of a pixel at that place the picture covers.
    [[nodiscard]] float coverage(const Point& point) const {
        const double inside_x = std::min(point.x, static_cast<double>(width_) - point.x);
        const double inside_y = std::min(point.y, static_cast<double>(height_) - point.y);
        if (taps == 1)
            return inside_x >= 0.0 && inside_y >= 0.0 ? 1.0F : 0.0F;
        return static_cast<float>(std::clamp(inside_x + 0.5, 0.0, 1.0) *
                                  std::clamp(inside_y + 0.5, 0.0, 1.0));
    }

private:
    void add(const std::byte* pixel, float weight, Sum& sum) const {
        if (has_alpha_) {
            const float alpha = value_of<T>(pixel + (channels_ - 1) * sizeof(T));
            sum[channels_ - 1] += weight * alpha;
            weight *= alpha * unit_;
        }
        const std::size_t colours = has_alpha_ ? channels_ - 1 : channels_;
        for (std::size_t c = 0; c < colours; ++c)
            sum[c] += weight * value_of<T>(pixel + c * sizeof(T));
    }

    const Image& image_;
    std::int64_t width_;
    std::int64_t height_;
    std::size_t channels_;
    bool has_alpha_;
    float unit_;
};

// What stands for the background in sums.
Sum weighted_background(const ImageSpec& spec, const Rgba& colour) {
    Sum sum = colour_in(spec, colour);
    const float largest = largest_sample(spec.pixel_type);
    for (std::size_t c = 0; c < spec.channels; ++c)
        sum[c] *= largest;
    if (spec.has_alpha())
        for (std::size_t c = 0; c + 1 < spec.channels; ++c)
            sum[c] *= sum[spec.channels - 1] / largest;
    return sum;
}

template <class T> void store_pixel(const ImageSpec& spec, Sum sum, std::byte* to) {
    if (spec.has_alpha()) {
        const float largest = largest_sample(spec.pixel_type);
        float& alpha = sum[spec.channels - 1];
        // An alpha that overshoots came with colours that overshoot as much.
        const float factor = alpha > 0.0F ? largest / alpha : 0.0F;
        for (std::size_t c = 0; c + 1 < spec.channels; ++c)
            sum[c] *= factor;
        alpha = alpha > 0.0F ? std::min(alpha, largest) : 0.0F;
    }
    for (std::size_t c = 0; c < spec.channels; ++c) {
        const T sample = stored<T>(sum[c]);
        std::memcpy(to + c * sizeof(T), &sample, sizeof(T));
    }
}

template <class T, std::size_t taps>
void rotate_as(const Image& in, Image& out, const RotateOptions& options) {
    const ImageSpec& spec = out.spec();
    const Sampler<T, taps> sampler{in};
    const Direction direction = direction_of(options.degrees);
    const Sum background = weighted_background(spec, options.background);
    const Point from{in.spec().width / 2.0, in.spec().height / 2.0};
    const Point to{spec.width / 2.0, spec.height / 2.0};
    for (std::uint32_t y = 0; y < spec.height; ++y) {
        std::byte* pixel = out.row(y).data();
        const double down = y + 0.5 - to.y;
        for (std::uint32_t x = 0; x < spec.width; ++x, pixel += spec.channels * sizeof(T)) {
            const double right = x + 0.5 - to.x;
            const Point place{from.x + right * direction.along + down * direction.across,
                              from.y - right * direction.across + down * direction.along};
            const float coverage = sampler.coverage(place);
            Sum sum = coverage > 0.0F ? sampler.at(place) : background;
            if (coverage > 0.0F && coverage < 1.0F)
                for (std::size_t c = 0; c < spec.channels; ++c)
                    sum[c] = background[c] + (sum[c] - background[c]) * coverage;
            store_pixel<T>(spec, sum, pixel);
        }
    }
}

template <class T> void rotate_with(const Image& in, Image& out, const RotateOptions& options) {
    if (options.filter == Filter::nearest)
        return rotate_as<T, 1>(in, out, options);
    if (options.filter == Filter::bilinear)
        return rotate_as<T, 2>(in, out, options);
    assert(options.filter == Filter::bicubic);
    rotate_as<T, 4>(in, out, options);
}

// The rounding of sines must not make a side a pixel longer.
std::uint32_t side_of(double length) {
    return static_cast<std::uint32_t>(
        std::clamp(std::ceil(length - 1e-6),
                   1.0,
                   static_cast<double>(std::numeric_limits<std::uint32_t>::max())));
}

} // namespace

std::optional<Turn> turn_by(double degrees) {
    const double rest = std::remainder(degrees, 360.0); // -180 to 180
    if (rest == 0.0)
        return Turn::none;
    if (rest == 90.0)
        return Turn::right;
    if (rest == -90.0)
        return Turn::left;
    if (std::abs(rest) == 180.0)
        return Turn::half;
    return std::nullopt;
}

ImageSpec rotated_spec(ImageSpec spec, const RotateOptions& options) {
    if (!options.expand)
        return spec;
    const Direction direction = direction_of(options.degrees);
    const double along = std::abs(direction.along);
    const double across = std::abs(direction.across);
    const double width = spec.width * along + spec.height * across;
    const double height = spec.width * across + spec.height * along;
    spec.width = side_of(width);
    spec.height = side_of(height);
    return spec;
}

void rotate(const Image& in, Image& out, const RotateOptions& options) {
    assert(out.spec() == rotated_spec(in.spec(), options));
    switch (in.spec().pixel_type) {
    case PixelType::u8:
        return rotate_with<std::uint8_t>(in, out, options);
    case PixelType::u16:
        return rotate_with<std::uint16_t>(in, out, options);
    case PixelType::f16:
        return rotate_with<Half>(in, out, options);
    case PixelType::f32:
        return rotate_with<float>(in, out, options);
    }
}

} // namespace penstock::pixels

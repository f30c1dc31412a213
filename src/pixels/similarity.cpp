// SPDX-License-Identifier: Apache-2.0
#include "pixels/similarity.hpp"

#include "pixels/luma.hpp"
#include "pixels/samples.hpp"
#include "pixels/srgb.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace penstock::pixels {
namespace {

constexpr std::uint32_t window = 11;
constexpr double sigma = 1.5;
// What the window sums up: both values, their squares, and their product.
constexpr std::size_t planes = 5;

std::array<float, window> window_weights() {
    std::array<double, window> weights{};
    double sum = 0;
    for (std::size_t i = 0; i < window; ++i) {
        const double distance = (static_cast<double>(i) - window / 2) / sigma;
        sum += weights[i] = std::exp(-distance * distance / 2);
    }
    std::array<float, window> result{};
    for (std::size_t i = 0; i < window; ++i)
        result[i] = static_cast<float>(weights[i] / sum);
    return result;
}

void load_luma(const Image& image, std::uint32_t y, float* samples, float* luma) {
    const ImageSpec& spec = image.spec();
    const std::size_t channels = spec.channels;
    load_samples(spec.pixel_type, image.row(y).data(), spec.width * channels, samples);
    for (std::size_t x = 0; x < spec.width; ++x)
        luma[x] = gray_of(samples + x * channels, channels);
}

// One line through the window: out[i] = sum of weights[k] * in[i + k * step].
void weigh(const std::array<float, window>& weights,
           const float* in,
           std::size_t step,
           std::size_t count,
           float* out) {
    for (std::size_t i = 0; i < count; ++i)
        out[i] = weights[0] * in[i];
    for (std::size_t k = 1; k < window; ++k)
        for (std::size_t i = 0; i < count; ++i)
            out[i] += weights[k] * in[i + k * step];
}

double similarity(float mean_x, float mean_y, float square_x, float square_y, float product) {
    constexpr double c1 = 0.01 * 0.01;
    constexpr double c2 = 0.03 * 0.03;
    const double x = static_cast<double>(mean_x);
    const double y = static_cast<double>(mean_y);
    const double variances =
        static_cast<double>(square_x) - x * x + static_cast<double>(square_y) - y * y;
    const double covariance = static_cast<double>(product) - x * y;
    return (2 * x * y + c1) * (2 * covariance + c2) / ((x * x + y * y + c1) * (variances + c2));
}

} // namespace

double psnr(const Image& image, const Image& reference) {
    const ImageSpec& spec = image.spec();
    assert(spec.pixels() == reference.spec().pixels());
    assert(spec.channels == reference.spec().channels);
    std::array<float, 1024> left;
    std::array<float, 1024> right;
    const std::uint64_t samples = spec.pixels() * spec.channels;
    double squares = 0;
    for (std::uint64_t done = 0; done < samples; done += left.size()) {
        const std::size_t count = std::min<std::uint64_t>(left.size(), samples - done);
        const auto load = [&](const Image& from, float* to) {
            const PixelType type = from.spec().pixel_type;
            load_samples(type, from.pixels().data() + done * bytes_of(type), count, to);
        };
        load(image, left.data());
        load(reference, right.data());
        for (std::size_t i = 0; i < count; ++i) {
            const double difference = static_cast<double>(left[i]) - static_cast<double>(right[i]);
            squares += difference * difference;
        }
    }
    return -10 * std::log10(squares / static_cast<double>(samples));
}

std::uint64_t ssim_scratch_bytes(const ImageSpec& spec) {
    // Samples of a row, two rows of luma, what a row gives, the rows under the window, and their
    // sums.
    return sizeof(float) * std::uint64_t{spec.width} *
           (std::uint64_t{spec.channels} + 2 + 1 + planes * window + planes);
}

std::optional<double>
ssim(const Image& image, const Image& reference, std::span<std::byte> scratch) {
    const ImageSpec& spec = image.spec();
    assert(scratch.size() >= ssim_scratch_bytes(spec));
    check_colours(spec);
    if (spec.width < window || spec.height < window)
        return std::nullopt;
    const std::size_t width = spec.width;
    const std::size_t count = width - window + 1;
    float* const samples = reinterpret_cast<float*>(scratch.data());
    float* const left = samples + width * spec.channels;
    float* const right = left + width;
    float* const values = right + width;
    float* const rows = values + width; // planes of `window` rows, in turn
    float* const sums = rows + planes * window * width;
    const std::array<float, window> weights = window_weights();
    double sum = 0;
    for (std::uint32_t y = 0; y < spec.height; ++y) {
        load_luma(image, y, samples, left);
        load_luma(reference, y, samples, right);
        for (std::size_t plane = 0; plane < planes; ++plane) {
            const float* const a = plane == 1 || plane == 3 ? right : left;
            const float* const b = plane == 2 ? left : right;
            if (plane >= 2)
                for (std::size_t x = 0; x < width; ++x)
                    values[x] = a[x] * b[x];
            weigh(weights,
                  plane < 2 ? a : values,
                  1,
                  count,
                  rows + (plane * window + y % window) * width);
        }
        if (y + 1 < window)
            continue;
        // The oldest row under the window stands behind the newest one.
        std::array<float, window> turned{};
        for (std::size_t k = 0; k < window; ++k)
            turned[(y + 1 + k) % window] = weights[k];
        for (std::size_t plane = 0; plane < planes; ++plane)
            weigh(turned, rows + plane * window * width, width, count, sums + plane * width);
        for (std::size_t x = 0; x < count; ++x)
            sum += similarity(sums[x],
                              sums[width + x],
                              sums[2 * width + x],
                              sums[3 * width + x],
                              sums[4 * width + x]);
    }
    return sum / (static_cast<double>(count) * (spec.height - window + 1));
}

} // namespace penstock::pixels

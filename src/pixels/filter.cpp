// SPDX-License-Identifier: Apache-2.0
#include "pixels/filter.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace penstock::pixels {
namespace {

double sinc(double x) {
    const double angle = x * std::numbers::pi;
    return std::abs(x) < 1e-9 ? 1.0 : std::sin(angle) / angle;
}

// The two-parameter cubics of Mitchell and Netravali: b = 0, c = 1/2 is Catmull-Rom.
double cubic(double x, double b, double c) {
    const double x2 = x * x;
    if (x < 1.0)
        return ((12 - 9 * b - 6 * c) * x2 * x + (-18 + 12 * b + 6 * c) * x2 + 6 - 2 * b) / 6;
    return ((-b - 6 * c) * x2 * x + (6 * b + 30 * c) * x2 + (-12 * b - 48 * c) * x + 8 * b +
            24 * c) /
           6;
}

// At a distance below the support.
double weight_at(Filter filter, double distance) {
    const double x = std::abs(distance);
    switch (filter) {
    case Filter::nearest:
        return 1.0;
    case Filter::bilinear:
        return 1.0 - x;
    case Filter::bicubic:
        return cubic(x, 0.0, 0.5);
    case Filter::mitchell:
        return cubic(x, 1.0 / 3.0, 1.0 / 3.0);
    case Filter::lanczos:
        return sinc(x) * sinc(x / 3.0);
    }
    return 0.0;
}

double scale_of(std::uint32_t old_size, std::uint32_t new_size) {
    return static_cast<double>(old_size) / static_cast<double>(new_size);
}

// Of one new pixel.
std::size_t taps_bound(std::uint32_t old_size, std::uint32_t new_size, Filter filter) {
    const double reach = support_of(filter) * std::max(scale_of(old_size, new_size), 1.0);
    return std::min<std::size_t>(old_size, static_cast<std::size_t>(2.0 * reach) + 2);
}

} // namespace

std::uint32_t support_of(Filter filter) {
    switch (filter) {
    case Filter::nearest:
        return 0;
    case Filter::bilinear:
        return 1;
    case Filter::bicubic:
    case Filter::mitchell:
        return 2;
    case Filter::lanczos:
        return 3;
    }
    return 0;
}

Weights::Weights(std::uint32_t old_size, std::uint32_t new_size, Filter filter) {
    const double scale = scale_of(old_size, new_size);
    const double stretch = std::max(scale, 1.0);
    const double reach = support_of(filter) * stretch;
    const double last = static_cast<double>(old_size) - 1.0;
    const std::size_t most = taps_bound(old_size, new_size, filter);
    std::vector<double> taps;
    taps.reserve(most);
    first_.reserve(new_size);
    offset_.reserve(std::size_t{new_size} + 1);
    values_.reserve(new_size * most);
    offset_.push_back(0);
    for (std::uint32_t i = 0; i < new_size; ++i) {
        const double centre = (i + 0.5) * scale - 0.5; // in old pixels, whose centres are integers
        const double nearest = std::clamp(std::floor(centre + 0.5), 0.0, last);
        // The pixel under the centre always counts: rounding must not leave a window empty.
        const double from = std::clamp(std::floor(centre - reach) + 1.0, 0.0, nearest);
        const double to = std::clamp(std::ceil(centre + reach) - 1.0, nearest, last);
        const auto first = static_cast<std::uint32_t>(from);
        taps.resize(static_cast<std::size_t>(to - from) + 1);
        double sum = 0.0;
        for (std::size_t k = 0; k < taps.size(); ++k) {
            const double distance = (static_cast<double>(first + k) - centre) / stretch;
            taps[k] = taps.size() == 1 ? 1.0 : weight_at(filter, distance);
            sum += taps[k];
        }
        first_.push_back(first);
        for (const double tap : taps)
            values_.push_back(static_cast<float>(tap / sum));
        offset_.push_back(values_.size());
    }
}

std::uint32_t Weights::most_taps() const {
    std::uint32_t most = 0;
    for (std::uint32_t i = 0; i < size(); ++i)
        most = std::max(most, end(i) - first(i));
    return most;
}

std::uint32_t Weights::most_active() const {
    std::uint32_t most = 0;
    std::uint32_t oldest = 0;
    for (std::uint32_t i = 0; i < size(); ++i) {
        while (end(oldest) <= first(i))
            ++oldest;
        most = std::max(most, i - oldest + 1);
    }
    return most;
}

std::uint64_t weights_bytes(std::uint32_t old_size, std::uint32_t new_size, Filter filter) {
    const std::uint64_t taps = taps_bound(old_size, new_size, filter);
    const std::uint64_t per_pixel =
        sizeof(std::uint32_t) + sizeof(std::size_t) + taps * sizeof(float);
    return (std::uint64_t{new_size} + 1) * per_pixel + taps * sizeof(double);
}

} // namespace penstock::pixels

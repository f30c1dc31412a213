// SPDX-License-Identifier: Apache-2.0
#include "pixels/filter.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <numbers>
#include <numeric>

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

double scale_of(const Scaling& scaling) {
    const double old_size =
        static_cast<double>(scaling.old_size) - scaling.spare_front - scaling.spare_back;
    return old_size / static_cast<double>(scaling.new_size);
}

// Of one new pixel.
std::size_t taps_bound(const Scaling& scaling, Filter filter) {
    const double reach = support_of(filter) * std::max(scale_of(scaling), 1.0);
    return std::min<std::size_t>(scaling.old_size, static_cast<std::size_t>(2.0 * reach) + 2);
}

} // namespace

double support_of(Filter filter) {
    switch (filter) {
    case Filter::nearest:
        return 0.0;
    case Filter::box:
        return 0.5;
    case Filter::bilinear:
        return 1.0;
    case Filter::bicubic:
    case Filter::mitchell:
    case Filter::lanczos2:
        return 2.0;
    case Filter::lanczos:
        return 3.0;
    }
    return 0.0;
}

double weight_at(Filter filter, double distance) {
    const double x = std::abs(distance);
    switch (filter) {
    case Filter::nearest:
    case Filter::box:
        break;
    case Filter::bilinear:
        return 1.0 - x;
    case Filter::bicubic:
        return cubic(x, 0.0, 0.5);
    case Filter::mitchell:
        return cubic(x, 1.0 / 3.0, 1.0 / 3.0);
    case Filter::lanczos2:
        return sinc(x) * sinc(x / 2.0);
    case Filter::lanczos:
        return sinc(x) * sinc(x / 3.0);
    }
    return 1.0;
}

namespace {

// The old pixels that one new pixel is made of, first and last.
struct Window {
    double from;
    double to;
};

// Where a new pixel begins and ends in the old row.
Window covered(std::uint32_t i, const Scaling& scaling) {
    const double scale = scale_of(scaling);
    return {scaling.spare_front + i * scale, scaling.spare_front + (i + 1.0) * scale};
}

// Its middle in old pixels, whose centres are integers.
double centre_of(std::uint32_t i, const Scaling& scaling) {
    return scaling.spare_front + (i + 0.5) * scale_of(scaling) - 0.5;
}

// At either end each pixel has weights of its own; between, all share the same.
std::uint64_t gaussian_values(std::uint32_t size, double sigma) {
    return std::min<std::uint64_t>(size, 2 * std::uint64_t{gaussian_reach(sigma)} + 1) *
           gaussian_taps(size, sigma);
}

Window window_of(std::uint32_t i, const Scaling& scaling, Filter filter) {
    const double scale = scale_of(scaling);
    const double last = static_cast<double>(scaling.old_size) - 1.0;
    if (filter == Filter::box) {
        const Window area = covered(i, scaling);
        const double from = std::min(std::floor(area.from), last);
        return {from, std::clamp(std::ceil(area.to) - 1.0, from, last)};
    }
    const double reach = support_of(filter) * std::max(scale, 1.0);
    const double centre = centre_of(i, scaling);
    const double nearest = std::clamp(std::floor(centre + 0.5), 0.0, last);
    // The pixel under the centre always counts: rounding must not leave a window empty.
    return {std::clamp(std::floor(centre - reach) + 1.0, 0.0, nearest),
            std::clamp(std::ceil(centre + reach) - 1.0, nearest, last)};
}

double weight_of(std::uint32_t i, double old, const Scaling& scaling, Filter filter) {
    const double scale = scale_of(scaling);
    if (filter == Filter::box) {
        const Window area = covered(i, scaling);
        return std::max(std::min(old + 1.0, area.to) - std::max(old, area.from), 0.0);
    }
    return weight_at(filter, (old - centre_of(i, scaling)) / std::max(scale, 1.0));
}

} // namespace

void Weights::reserve(std::size_t pixels, std::size_t values) {
    first_.reserve(pixels);
    count_.reserve(pixels);
    offset_.reserve(pixels);
    values_.reserve(values);
}

void Weights::add(std::uint32_t first, std::span<const double> taps) {
    first_.push_back(first);
    count_.push_back(static_cast<std::uint32_t>(taps.size()));
    offset_.push_back(values_.size());
    const double sum = std::accumulate(taps.begin(), taps.end(), 0.0);
    for (const double tap : taps)
        values_.push_back(static_cast<float>(tap / sum));
}

Weights::Weights(const Scaling& scaling, Filter filter) {
    const std::size_t most = taps_bound(scaling, filter);
    std::vector<double> taps;
    taps.reserve(most);
    reserve(scaling.count, scaling.count * most);
    for (std::uint32_t i = scaling.first; i < scaling.first + scaling.count; ++i) {
        const Window window = window_of(i, scaling, filter);
        taps.resize(static_cast<std::size_t>(window.to - window.from) + 1);
        for (std::size_t k = 0; k < taps.size(); ++k) {
            const double old = window.from + static_cast<double>(k);
            taps[k] = taps.size() == 1 ? 1.0 : weight_of(i, old, scaling, filter);
        }
        add(static_cast<std::uint32_t>(window.from), taps);
    }
}

Weights Weights::gaussian(std::uint32_t size, double sigma) {
    const std::int64_t reach = gaussian_reach(sigma);
    const std::int64_t last = std::int64_t{size} - 1;
    Weights weights;
    std::vector<double> taps;
    taps.reserve(gaussian_taps(size, sigma));
    weights.reserve(size, gaussian_values(size, sigma));
    std::vector<double> factors(static_cast<std::size_t>(reach) + 1); // by distance
    for (std::int64_t k = 0; k <= reach; ++k) {
        const double distance = static_cast<double>(k) / sigma;
        factors[static_cast<std::size_t>(k)] = std::exp(-distance * distance / 2);
    }
    for (std::int64_t i = 0; i <= last; ++i) {
        const std::int64_t from = std::max<std::int64_t>(i - reach, 0);
        const std::int64_t to = std::min(i + reach, last);
        if (i > reach && i + reach <= last) { // the same as of the one before
            weights.first_.push_back(static_cast<std::uint32_t>(from));
            weights.count_.push_back(weights.count_.back());
            weights.offset_.push_back(weights.offset_.back());
            continue;
        }
        taps.assign(static_cast<std::size_t>(to - from) + 1, 0.0);
        for (std::int64_t k = -reach; k <= reach; ++k) {
            const std::int64_t old = std::clamp(i + k, from, to);
            taps[static_cast<std::size_t>(old - from)] +=
                factors[static_cast<std::size_t>(std::abs(k))];
        }
        weights.add(static_cast<std::uint32_t>(from), taps);
    }
    return weights;
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

std::uint64_t weights_bytes(const Scaling& scaling, Filter filter) {
    const std::uint64_t taps = taps_bound(scaling, filter);
    const std::uint64_t per_pixel =
        2 * sizeof(std::uint32_t) + sizeof(std::size_t) + taps * sizeof(float);
    return std::uint64_t{scaling.count} * per_pixel + taps * sizeof(double);
}

std::uint32_t gaussian_reach(double sigma) {
    return static_cast<std::uint32_t>(std::ceil(4 * sigma));
}

std::uint64_t gaussian_taps(std::uint32_t size, double sigma) {
    return std::min<std::uint64_t>(size, 2 * std::uint64_t{gaussian_reach(sigma)} + 1);
}

std::uint64_t gaussian_bytes(std::uint32_t size, double sigma) {
    const std::uint64_t per_pixel = 2 * sizeof(std::uint32_t) + sizeof(std::size_t);
    return size * per_pixel + gaussian_values(size, sigma) * sizeof(float) +
           (gaussian_taps(size, sigma) + gaussian_reach(sigma) + 1) * sizeof(double);
}

} // namespace penstock::pixels

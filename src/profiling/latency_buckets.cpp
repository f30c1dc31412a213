// SPDX-License-Identifier: Apache-2.0
#include "profiling/latency_buckets.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace penstock::profiling {

std::size_t LatencyBuckets::index_of(std::uint64_t nanoseconds) {
    if (nanoseconds < per_octave)
        return static_cast<std::size_t>(nanoseconds);
    const auto octave = static_cast<std::size_t>(std::bit_width(nanoseconds)) - 1;
    const std::size_t within = (nanoseconds >> (octave - 3)) & (per_octave - 1);
    return std::min((octave - 2) * per_octave + within, count - 1);
}

double LatencyBuckets::upper_end_ms(std::size_t index) {
    if (index < per_octave)
        return static_cast<double>(index + 1) * 1e-6;
    const std::size_t octave = index / per_octave + 2;
    const std::size_t within = index % per_octave;
    return std::ldexp(1.0 + static_cast<double>(within + 1) / per_octave,
                      static_cast<int>(octave)) *
           1e-6;
}

double LatencyBuckets::percentile_ms(double share) const {
    const std::uint64_t total = std::accumulate(buckets_.begin(), buckets_.end(), std::uint64_t{0});
    if (total == 0)
        return 0;
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total)));
    std::uint64_t seen = 0;
    for (std::size_t index = 0; index < count; ++index) {
        seen += buckets_[index];
        if (seen >= wanted)
            return upper_end_ms(index);
    }
    return upper_end_ms(count - 1);
}

std::vector<LatencyBucket> LatencyBuckets::nonempty() const {
    std::vector<LatencyBucket> result;
    for (std::size_t index = 0; index < count; ++index)
        if (buckets_[index] > 0)
            result.push_back({.from_ms = index == 0 ? 0 : upper_end_ms(index - 1),
                              .to_ms = upper_end_ms(index),
                              .count = buckets_[index]});
    return result;
}

} // namespace penstock::profiling

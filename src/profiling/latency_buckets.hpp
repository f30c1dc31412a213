// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_report.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace penstock::profiling {

/// Durations, counted by size: eight buckets between two powers of two of nanoseconds, so that
/// percentiles are right within an eighth.
class LatencyBuckets {
public:
    static constexpr std::size_t per_octave = 8;
    static constexpr std::size_t count = 64 * per_octave;

    /// Where a duration belongs.
    [[nodiscard]] static std::size_t index_of(std::uint64_t nanoseconds);
    /// The least duration that is too long for a bucket.
    [[nodiscard]] static double upper_end_ms(std::size_t index);

    void add(std::size_t index, std::uint64_t durations) { buckets_[index] += durations; }
    /// What `share` (0 to 1) of all durations are no longer than; 0 where there are none.
    [[nodiscard]] double percentile_ms(double share) const;
    /// Those that are not empty, shortest first.
    [[nodiscard]] std::vector<LatencyBucket> nonempty() const;

private:
    std::array<std::uint64_t, count> buckets_{};
};

} // namespace penstock::profiling

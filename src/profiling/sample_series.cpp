// SPDX-License-Identifier: Apache-2.0
#include "profiling/sample_series.hpp"

#include <algorithm>

namespace penstock::profiling {
namespace {

// What was there at most stays to be seen.
RunSample merged(const RunSample& earlier, RunSample later) {
    later.in_flight = std::max(later.in_flight, earlier.in_flight);
    later.rss_bytes = std::max(later.rss_bytes, earlier.rss_bytes);
    for (std::size_t i = 0; i < std::min(later.limiters.size(), earlier.limiters.size()); ++i) {
        LimiterSample& one = later.limiters[i];
        const LimiterSample& other = earlier.limiters[i];
        one.images = std::max(one.images, other.images);
        one.bytes = std::max(one.bytes, other.bytes);
        one.claimed_images = std::max(one.claimed_images, other.claimed_images);
        one.claimed_bytes = std::max(one.claimed_bytes, other.claimed_bytes);
    }
    return later;
}

} // namespace

void SampleSeries::add(RunSample sample) {
    samples_.push_back(std::move(sample));
    if (samples_.size() < most_)
        return;
    std::size_t kept = 1;
    for (std::size_t at = 1; at < samples_.size(); at += 2, ++kept)
        samples_[kept] = at + 1 < samples_.size()
                             ? merged(samples_[at], std::move(samples_[at + 1]))
                             : std::move(samples_[at]);
    samples_.resize(kept);
    stride_ *= 2;
}

} // namespace penstock::profiling

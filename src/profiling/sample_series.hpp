// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_history.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace penstock::profiling {

/// Looks at a run in a bounded space: where it is full, of each two one is made, and whoever looks
/// is to look half as often. The first look stays by itself.
class SampleSeries {
public:
    static constexpr std::size_t usual_most = 1001;

    /// `most`: at least 3.
    explicit SampleSeries(std::size_t most = usual_most) : most_{most} {}

    /// A later look than those before.
    void add(RunSample sample);
    /// How many times as long as at first it shall take from look to look: 1, 2, 4, ...
    [[nodiscard]] std::size_t stride() const { return stride_; }
    [[nodiscard]] std::vector<RunSample> take() { return std::move(samples_); }

private:
    std::size_t most_;
    std::size_t stride_ = 1;
    std::vector<RunSample> samples_;
};

} // namespace penstock::profiling

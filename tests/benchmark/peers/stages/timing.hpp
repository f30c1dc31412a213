// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "stage.hpp"

#include <cstddef>
#include <vector>

namespace penstock::peers {

/// Milliseconds for one picture.
struct StageTime {
    double wall = 0;
    double cpu = 0; ///< of the thread that works: hardly depends on what else the machine does
    std::size_t bytes = 0; ///< of one output, the mean
};

/// One thread, after one picture that does not count.
[[nodiscard]] StageTime time_alone(const Candidate& candidate, std::size_t pictures);

/// What a picture takes a thread while so many do all these steps, one behind the other.
[[nodiscard]] StageTime
time_together(const std::vector<Candidate>& steps, std::size_t pictures, unsigned threads);

} // namespace penstock::peers

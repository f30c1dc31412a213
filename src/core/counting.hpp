// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace penstock {

/// Whether calls are counted and timed. They are, but in the build with which
/// tests/benchmark/what_does_counting_cost.py compares: its reports have zeros.
#ifdef PENSTOCK_COUNTS_NOTHING
inline constexpr bool is_counting = false;
#else
inline constexpr bool is_counting = true;
#endif

/// The time, for what is only counted.
[[nodiscard]] inline std::chrono::steady_clock::time_point counting_now() {
    if constexpr (is_counting)
        return std::chrono::steady_clock::now();
    else
        return {};
}

} // namespace penstock

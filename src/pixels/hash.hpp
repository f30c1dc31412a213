// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace penstock::pixels {

/// A random number for each number: no state, so any of them at any time, on any thread.
[[nodiscard]] constexpr std::uint64_t hash(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15U;
    x = (x ^ x >> 30U) * 0xBF58476D1CE4E5B9U;
    x = (x ^ x >> 27U) * 0x94D049BB133111EBU;
    return x ^ x >> 31U;
}

} // namespace penstock::pixels

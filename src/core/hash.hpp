// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace penstock {

/// What `hash` of the next number of a sequence is asked for: the golden ratio, an odd number.
inline constexpr std::uint64_t hash_step = 0x9E3779B97F4A7C15U;

/// The finaliser of SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
/// Generators", 2014): a bijection, in which every bit of the result depends on every bit of the
/// number. Of 0 it makes 0.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ x >> 30U) * 0xBF58476D1CE4E5B9U;
    x = (x ^ x >> 27U) * 0x94D049BB133111EBU;
    return x ^ x >> 31U;
}

/// A random number for each number: no state, so any of them at any time, on any thread. The
/// output of SplitMix64.
[[nodiscard]] constexpr std::uint64_t hash(std::uint64_t x) {
    return mixed(x + hash_step);
}

} // namespace penstock

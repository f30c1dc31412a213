// SPDX-License-Identifier: Apache-2.0
#include "graph/retry_delay.hpp"

#include <algorithm>

namespace penstock::graph {
namespace {

// The finaliser of SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
// Generators", 2014): every bit of the result depends on every bit of the number.
std::uint64_t mixed(std::uint64_t number) {
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9U;
    number = (number ^ (number >> 27)) * 0x94D049BB133111EBU;
    return number ^ (number >> 31);
}

} // namespace

Duration
retry_delay(const Retry& policy, std::uint32_t tries, std::uint64_t sequence, std::uint32_t path) {
    Duration delay = policy.first_delay;
    for (std::uint32_t i = 1; i < tries && delay < policy.longest_delay; ++i)
        delay *= 2;
    delay = std::min(delay, policy.longest_delay);
    const std::uint64_t draw = mixed(mixed(mixed(sequence + 1) + path) + tries);
    const double share = 0.5 + 0.5 * static_cast<double>(draw >> 11) * 0x1p-53;
    return Duration{static_cast<Duration::rep>(static_cast<double>(delay.count()) * share)};
}

} // namespace penstock::graph

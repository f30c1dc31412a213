// SPDX-License-Identifier: Apache-2.0
#include "graph/retry_delay.hpp"

#include "core/hash.hpp"

#include <algorithm>

namespace penstock::graph {

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

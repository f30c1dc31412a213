// SPDX-License-Identifier: Apache-2.0
#include "graph/metadata_bound.hpp"

#include <algorithm>

namespace penstock::graph {

std::uint64_t most_metadata(const PayloadBound& bound) {
    std::uint64_t most = bound.metadata_bytes;
    for (const PayloadBound& member : bound.members)
        most = std::max(most, most_metadata(member));
    return most;
}

void hand_on_metadata(std::uint64_t most, PayloadBound& bound) {
    if (bound.images > 0 && bound.members.empty())
        bound.metadata_bytes = most;
    for (PayloadBound& member : bound.members)
        hand_on_metadata(most, member);
}

} // namespace penstock::graph

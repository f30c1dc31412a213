// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/amount.hpp"

#include <cstdint>
#include <vector>

namespace penstock::graph {

/// What to do with an item that needs more than the whole budget.
enum class Oversize : std::uint8_t { fail, alone };

/// How the budget of one limiter is divided, defaults filled in.
struct RegionLimits {
    Amount total;         ///< max_images and max_bytes
    Amount gate;          ///< for admitted items; the rest is set aside
    Amount largest_claim; ///< of one item: what is left beside members that wait for their group
    std::vector<Amount> reserves; ///< for what is gathered: one for each such lineage
    std::uint64_t held_items = 0; ///< that can wait for their groups at once
    Oversize oversize = Oversize::fail;
};

} // namespace penstock::graph

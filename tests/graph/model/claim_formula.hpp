// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/model/call_tree.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace penstock::test {

/// Ways to get the arithmetic wrong; the exploration must find each.
enum class ClaimMistake : std::uint8_t {
    none,
    forgets_clones,      ///< two takers of one value each need pixels of their own
    forgets_passed_on,   ///< the only receiver of a value may still share its pixels
    forgets_held_value,  ///< the last call on a value still holds it
    lets_all_be_ended,   ///< frees a value while somebody reads it
    serialises_branches, ///< branches of a fan-out run at the same time
    gives_back_at_begin, ///< a value lives until its last receiver ends
};

/// The arithmetic of claims as it is specified, on model trees, in one dimension.
struct ClaimFormula {
    const CallTree& tree; // outlives the formula
    ClaimMistake mistake = ClaimMistake::none;

    /// Others may hold the pixels of the value when one of its receivers begins.
    [[nodiscard]] bool may_be_shared(std::size_t value) const;
    /// What the call allocates, its clone and its result included.
    [[nodiscard]] std::uint64_t during(std::size_t call) const;
    /// The most that can exist once the value stands and these of its receivers have not ended.
    [[nodiscard]] std::uint64_t after(std::size_t value,
                                      const std::vector<std::size_t>& remaining) const;
    [[nodiscard]] std::uint64_t claim() const;
    /// What a family in that state still needs.
    [[nodiscard]] std::uint64_t need(const CallTreeWorld::State& state) const;
};

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/guarded_call.hpp"
#include "graph/item.hpp"

#include <cstdint>
#include <optional>

namespace penstock::graph {

/// Why an item will not be worked on: its node said so when it was asked for a bound. Nothing: it
/// will.
[[nodiscard]] std::optional<CallOutcome> refused_beforehand(const Item& item);

/// Whose the members of a list are that a call returned.
enum class ListOrigin : std::uint8_t {
    made,   ///< the call's: they count as its result
    passed, ///< those of the calls that brought them, to which they are charged
};

/// What a node returned must be there, for those behind it rely on its pixels, and be what it
/// declared: room was reserved for that. A failure where it is not.
[[nodiscard]] CallOutcome
outcome_within_declared(const ValidatedNode& node, const Item& item, ListOrigin origin);

} // namespace penstock::graph

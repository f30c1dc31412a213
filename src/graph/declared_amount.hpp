// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/guarded_call.hpp"
#include "graph/item.hpp"

namespace penstock::graph {

/// What a node returned must fit what it declared: room was reserved for that. A failure where it
/// does not.
[[nodiscard]] CallOutcome outcome_within_declared(const Item& item);

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/bounds.hpp"

#include "graph/node_table.hpp"

#include <optional>

namespace penstock::graph {

/// What a loader says of a request that does not exist yet; nothing where it cannot say. For
/// loaders whose items are all of one size.
[[nodiscard]] std::optional<Measure>
measured_beforehand(const ValidatedConfig& config, const NodeTable& nodes, NodeIndex loader);

} // namespace penstock::graph

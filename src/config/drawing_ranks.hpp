// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/drawing_graph.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace penstock::config {

/// A slot that an edge leads to or from.
struct Neighbour {
    std::size_t slot = 0;
    double weight = 1; ///< how much it pulls: the main stream should run straight
};

/// A place in a column: a node, or the passage of an edge through a column that it only crosses.
struct Slot {
    std::optional<std::size_t> node; ///< nothing: a passage
    std::size_t rank = 0;
    std::vector<Neighbour> before; ///< slots of the column to the left that lead here
    std::vector<Neighbour> after;
};

/// The columns of a drawing, each from top to bottom.
struct Ranks {
    std::vector<Slot> slots;                    ///< the first ones are the nodes, in their order
    std::vector<std::vector<std::size_t>> rows; ///< slots by column
    /// For each edge that items flow along: the slots from its begin to its end. Empty for others.
    std::vector<std::vector<std::size_t>> chains;
};

/// Columns by the longest way from a source, rows so that few edges cross.
[[nodiscard]] Ranks ranked(const DrawnGraph& graph);

} // namespace penstock::config

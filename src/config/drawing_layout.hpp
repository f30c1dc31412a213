// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/drawing_graph.hpp"

#include <string_view>
#include <vector>

namespace penstock::config {

inline constexpr double drawing_margin =
    24; ///< around the nodes, and between them and routes beside them
inline constexpr double small_size = 11.5; ///< of all text but the names of nodes
inline constexpr double line_height = 16;  ///< of that text
inline constexpr double bar_height = 8;    ///< room for a bar below the text of a node

struct Point {
    double x = 0;
    double y = 0;
};

struct Box {
    double x = 0; ///< of the left edge
    double y = 0; ///< of the top edge
    double width = 0;
    double height = 0;

    [[nodiscard]] double right() const { return x + width; }
    [[nodiscard]] double bottom() const { return y + height; }
    [[nodiscard]] double middle() const { return y + height / 2; }
    [[nodiscard]] double centre() const { return x + width / 2; }
};

/// Where an edge runs. Items flow from left to right: the route enters and leaves each column at
/// the same height. What flows backwards has right angles only.
struct Route {
    std::vector<Point> points;
    Point label;        ///< centre of the label
    bool joins = false; ///< it ends on another route to the same node, not at the node
};

/// A drawing in layers: each node stands right of all that it gets items from.
struct Layout {
    double width = 0; ///< with margins
    double height = 0;
    std::vector<Box> boxes;    ///< one for each node
    std::vector<Route> routes; ///< one for each edge
};

/// `graph` has no cycle but for budget edges.
[[nodiscard]] Layout laid_out(const DrawnGraph& graph);

/// Adds the routes of what flows backwards, under everything, and makes the drawing high enough for
/// them.
void route_backwards(const DrawnGraph& graph, Layout& layout);

/// About how wide a text is in a sans-serif font of that size, on the safe side: the reader's font
/// is not known.
[[nodiscard]] double text_width(std::string_view utf8, double font_size);

} // namespace penstock::config

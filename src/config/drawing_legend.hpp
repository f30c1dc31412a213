// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/drawing_graph.hpp"

#include <string>

namespace penstock::config {

/// What is below a graph: what the colours mean, and captions.
class Legend {
public:
    /// The graph must outlive it.
    explicit Legend(const DrawnGraph& graph);

    /// With the margin around it; 0 where there is nothing to say.
    [[nodiscard]] double width() const { return width_; }
    [[nodiscard]] double height() const;
    /// From that height on.
    [[nodiscard]] std::string elements(double y) const;

private:
    const DrawnGraph& graph_;
    double width_ = 0;
};

} // namespace penstock::config

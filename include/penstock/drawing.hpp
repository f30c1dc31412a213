// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/validated_config.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace penstock {

enum class DrawingFormat : std::uint8_t {
    dot,
    mermaid,
    svg,
    graphml, ///< no picture: the graph as data, for programs that draw or analyse graphs
};

struct DrawingOptions {
    DrawingFormat format = DrawingFormat::dot;
    /// Shows what the engine adds: measuring, gate, reading, and the way on which budget comes
    /// back.
    bool is_expanded = false;
    /// Further lines below what is said of nodes, by their names; a line break begins another.
    /// Names of no node mean nothing, here and below; what `is_expanded` adds has names, too:
    /// "decode/read".
    std::map<std::string, std::string> notes = {};
    /// How busy nodes were, 0 to 1, by their names. They are filled as strongly, and a legend says
    /// what that means.
    std::map<std::string, double> heat = {};
    /// How much went over edges, by their places in `ValidatedConfig::edges()`: the widest line is
    /// that of the most, the others are wide in proportion, but never too thin to be seen.
    std::map<std::size_t, double> flow = {};
    /// What is said of nodes that stand out, by their names: "limits the run". They have a thick
    /// border.
    std::map<std::string, std::string> marks = {};
    std::vector<std::string> captions = {}; ///< lines below the drawing
    /// What was measured of nodes, by their names and by names of numbers, which are identifiers.
    /// Only GraphML has them.
    std::map<std::string, std::map<std::string, double>> numbers = {};
};

/// The graph as text in that format. SVG is complete by itself: no fonts, scripts or files are
/// fetched.
[[nodiscard]] PENSTOCK_API std::string draw(const ValidatedConfig& config,
                                            const DrawingOptions& options = {});

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/drawing.hpp"
#include "penstock/node_descriptor.hpp"
#include "penstock/validated_config.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace penstock::config {

/// What moves along an edge of a drawing.
enum class DrawnFlow : std::uint8_t {
    items,       ///< what the config's edges carry
    dead_letter, ///< items that failed
    budget,      ///< from a gate to its limiter: room for a further item
    claims,      ///< from a sink to the gate: the memory of an item that is done
};

/// Items flow forwards; room for them flows backwards.
[[nodiscard]] constexpr bool is_backwards(DrawnFlow flow) {
    return flow == DrawnFlow::budget || flow == DrawnFlow::claims;
}

struct DrawnNode {
    std::string name;
    std::string detail;                  ///< "encode, unlimited"
    std::string attributes;              ///< "size=small": what the node sets; often empty
    std::vector<std::string> notes = {}; ///< lines of `DrawingOptions::notes`
    std::string mark = {};               ///< of `DrawingOptions::marks`; empty: it has none
    std::optional<double> heat = {};     ///< 0 to 1
    std::string type = {};               ///< empty of what was added, as are the ports
    std::string concurrency = {};        ///< likewise
    std::vector<std::string> ports = {};
    std::map<std::string, double> numbers = {}; ///< of `DrawingOptions::numbers`
    NodeKind kind = NodeKind::transform;
    bool is_added = false; ///< by the engine; not in the config
};

struct DrawnEdge {
    std::size_t from = 0;
    std::size_t to = 0;
    std::string label; ///< often empty
    DrawnFlow flow = DrawnFlow::items;
    std::optional<double> amount = {}; ///< that went over it
    std::optional<double> share = {};  ///< of the most that went over one edge, 0 to 1
    std::string from_port = {};        ///< empty at what was added
    std::string to_port = {};
};

/// What stands under its name, but for its mark.
[[nodiscard]] std::vector<std::string> lines_of(const DrawnNode& node);

/// How wide the line of an edge is over which that share went; without one, as all were.
[[nodiscard]] double line_width(std::optional<double> share);

/// How much of the colour of heat covers a node, 0 to 1: never so much that its text could not be
/// read.
[[nodiscard]] double opacity_of(double heat);

/// What there is to draw, whatever the format.
struct DrawnGraph {
    std::string title;
    std::string description;
    std::vector<DrawnNode> nodes;
    std::vector<DrawnEdge> edges;
    std::vector<std::string> captions = {};

    [[nodiscard]] bool has_heat() const;
};

[[nodiscard]] DrawnGraph drawn_graph(const ValidatedConfig& config, const DrawingOptions& options);

[[nodiscard]] std::string dot_text(const DrawnGraph& graph);
[[nodiscard]] std::string mermaid_text(const DrawnGraph& graph);
[[nodiscard]] std::string svg_text(const DrawnGraph& graph);
[[nodiscard]] std::string graphml_text(const DrawnGraph& graph);

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/drawing.hpp"
#include "penstock/node_descriptor.hpp"
#include "penstock/validated_config.hpp"

#include <cstddef>
#include <cstdint>
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
    std::string detail;     ///< "encode, unlimited"
    std::string attributes; ///< "size=small": what the node sets; often empty
    std::string note = {};  ///< of `DrawingOptions::notes`; likewise
    NodeKind kind = NodeKind::transform;
    bool is_added = false; ///< by the engine; not in the config
};

struct DrawnEdge {
    std::size_t from = 0;
    std::size_t to = 0;
    std::string label; ///< often empty
    DrawnFlow flow = DrawnFlow::items;
};

/// What there is to draw, whatever the format.
struct DrawnGraph {
    std::string title;
    std::string description;
    std::vector<DrawnNode> nodes;
    std::vector<DrawnEdge> edges;
};

[[nodiscard]] DrawnGraph drawn_graph(const ValidatedConfig& config, const DrawingOptions& options);

[[nodiscard]] std::string dot_text(const DrawnGraph& graph);
[[nodiscard]] std::string mermaid_text(const DrawnGraph& graph);
[[nodiscard]] std::string svg_text(const DrawnGraph& graph);

} // namespace penstock::config

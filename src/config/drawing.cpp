// SPDX-License-Identifier: Apache-2.0
#include "penstock/drawing.hpp"

#include "config/drawing_graph.hpp"

namespace penstock {

std::string draw(const ValidatedConfig& config, const DrawingOptions& options) {
    const config::DrawnGraph graph = config::drawn_graph(config, options);
    switch (options.format) {
    case DrawingFormat::mermaid:
        return config::mermaid_text(graph);
    case DrawingFormat::svg:
        return config::svg_text(graph);
    case DrawingFormat::graphml:
        return config::graphml_text(graph);
    case DrawingFormat::dot:
        break;
    }
    return config::dot_text(graph);
}

} // namespace penstock

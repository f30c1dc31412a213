// SPDX-License-Identifier: Apache-2.0
#include "config/drawing_graph.hpp"

#include <string_view>

namespace penstock::config {
namespace {

std::string
replaced(std::string_view text, std::string_view special, std::string (*written)(char)) {
    std::string result;
    for (const char c : text)
        if (special.find(c) == std::string_view::npos)
            result += c;
        else
            result += written(c);
    return result;
}

std::string dot_escaped(std::string_view text) {
    return replaced(text, "\"\\\n", [](char c) {
        return c == '\n' ? std::string{"\\n"} : std::string{'\\', c};
    });
}

// Mermaid reads entities by number; backticks and brackets would begin something else.
std::string mermaid_escaped(std::string_view text) {
    return replaced(text, "\"#<>&[](){}|`\\\n;", [](char c) {
        return '#' + std::to_string(static_cast<int>(c)) + ';';
    });
}

std::string id(std::size_t node) {
    return 'n' + std::to_string(node);
}

std::string_view fill_of(NodeKind kind) {
    switch (kind) {
    case NodeKind::source:
        return "#e3f1e5";
    case NodeKind::limiter:
        return "#fbeed3";
    case NodeKind::loader:
        return "#e2ecf9";
    case NodeKind::transform:
        return "#f1f1f4";
    case NodeKind::join:
    case NodeKind::gather:
        return "#fae6ea";
    case NodeKind::sink:
        return "#ece5f6";
    }
    return "#ffffff";
}

std::string dot_node(std::size_t index, const DrawnNode& node) {
    std::string label = dot_escaped(node.name) + "\\n" + dot_escaped(node.detail);
    if (!node.attributes.empty())
        label += "\\n" + dot_escaped(node.attributes);
    if (!node.note.empty())
        label += "\\n" + dot_escaped(node.note);
    std::string text = "  " + id(index) + " [label=\"" + label + "\", fillcolor=\"";
    text += fill_of(node.kind);
    text += node.is_added ? "\", style=\"filled,rounded,dashed\"];\n" : "\"];\n";
    return text;
}

std::string dot_edge(const DrawnEdge& edge) {
    std::string options;
    if (!edge.label.empty())
        options = "label=\"" + dot_escaped(edge.label) + '"';
    if (edge.flow != DrawnFlow::items)
        options += (options.empty() ? "" : ", ") + std::string{"style=dashed"};
    if (edge.flow == DrawnFlow::dead_letter)
        options += R"(, color="#b3261e", fontcolor="#b3261e")";
    if (is_backwards(edge.flow))
        options += R"(, constraint=false, color="#8a6d1d", fontcolor="#8a6d1d")";
    return "  " + id(edge.from) + " -> " + id(edge.to) +
           (options.empty() ? "" : " [" + options + ']') + ";\n";
}

std::string mermaid_node(std::size_t index, const DrawnNode& node) {
    std::string label = mermaid_escaped(node.name) + "<br/><small>" + mermaid_escaped(node.detail);
    if (!node.attributes.empty())
        label += "<br/>" + mermaid_escaped(node.attributes);
    if (!node.note.empty())
        label += "<br/>" + mermaid_escaped(node.note);
    return "  " + id(index) + "[\"" + label +
           "</small>\"]:::" + (node.is_added ? "added" : std::string{to_string(node.kind)}) + '\n';
}

std::string mermaid_edge(const DrawnEdge& edge) {
    const std::string arrow = edge.flow == DrawnFlow::items ? " -->" : " -.->";
    const std::string label = edge.label.empty() ? "" : "|\"" + mermaid_escaped(edge.label) + "\"|";
    return "  " + id(edge.from) + arrow + label + ' ' + id(edge.to) + '\n';
}

} // namespace

std::string dot_text(const DrawnGraph& graph) {
    std::string text = "digraph \"" + dot_escaped(graph.title) + "\" {\n";
    text += "  rankdir=LR;\n"
            "  node [shape=box, style=\"filled,rounded\", fontname=\"sans-serif\", fontsize=11];\n"
            "  edge [fontname=\"sans-serif\", fontsize=10];\n";
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        text += dot_node(i, graph.nodes[i]);
    for (const DrawnEdge& edge : graph.edges)
        text += dot_edge(edge);
    return text + "}\n";
}

std::string mermaid_text(const DrawnGraph& graph) {
    std::string text = "flowchart LR\n";
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        text += mermaid_node(i, graph.nodes[i]);
    for (const DrawnEdge& edge : graph.edges)
        text += mermaid_edge(edge);
    for (const NodeKind kind : node_kinds)
        text += "  classDef " + std::string{to_string(kind)} +
                " fill:" + std::string{fill_of(kind)} + ",stroke:#5f6368,color:#1f1f1f\n";
    return text + "  classDef added fill:#ffffff,stroke:#8a6d1d,color:#1f1f1f,"
                  "stroke-dasharray:4 3\n";
}

} // namespace penstock::config

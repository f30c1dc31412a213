// SPDX-License-Identifier: Apache-2.0
#include "config/drawing_graph.hpp"

#include <fmt/format.h>

#include <cmath>
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

// These formats know one page only, which is light: heat over the white of an SVG.
std::string fill_of(const DrawnNode& node) {
    if (!node.heat)
        return std::string{fill_of(node.kind)};
    const double opacity = opacity_of(*node.heat);
    const auto mixed = [opacity](int cold, int hot) {
        return static_cast<int>(std::lround(cold + (hot - cold) * opacity));
    };
    return fmt::format(
        "#{:02x}{:02x}{:02x}", mixed(0xf6, 0xe8), mixed(0xf7, 0x59), mixed(0xf9, 0x0c));
}

constexpr std::string_view mark_colour = "#b3261e";
constexpr std::string_view heat_legend = "fill: busy, of the time; pale is 0 %, orange 100 %";

// Below the graph.
std::vector<std::string> legend_of(const DrawnGraph& graph) {
    std::vector<std::string> lines;
    if (graph.has_heat())
        lines.emplace_back(heat_legend);
    lines.insert(lines.end(), graph.captions.begin(), graph.captions.end());
    return lines;
}

std::string dot_node(std::size_t index, const DrawnNode& node) {
    std::string label = dot_escaped(node.name);
    for (const std::string& line : lines_of(node))
        label += "\\n" + dot_escaped(line);
    if (!node.mark.empty())
        label += "\\n" + dot_escaped(node.mark);
    std::string text =
        fmt::format(R"(  {} [label="{}", fillcolor="{}")", id(index), label, fill_of(node));
    if (node.is_added)
        text += R"(, style="filled,rounded,dashed")";
    if (!node.mark.empty())
        text += fmt::format(R"(, color="{}", penwidth=3)", mark_colour);
    return text + "];\n";
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
    if (edge.share) // heads grow with their lines
        options += fmt::format("{}penwidth={:.1f}, arrowsize={:.2f}",
                               options.empty() ? "" : ", ",
                               line_width(edge.share),
                               1 / std::sqrt(line_width(edge.share)));
    return "  " + id(edge.from) + " -> " + id(edge.to) +
           (options.empty() ? "" : " [" + options + ']') + ";\n";
}

std::string mermaid_node(std::size_t index, const DrawnNode& node) {
    std::string label = mermaid_escaped(node.name);
    std::string_view between = "<br/><small>";
    for (const std::string& line : lines_of(node)) {
        label.append(between) += mermaid_escaped(line);
        between = "<br/>";
    }
    label += "</small>";
    if (!node.mark.empty())
        label += "<br/><b>" + mermaid_escaped(node.mark) + "</b>";
    return "  " + id(index) + "[\"" + label +
           "\"]:::" + (node.is_added ? "added" : std::string{to_string(node.kind)}) + '\n';
}

// What its class does not say.
std::string mermaid_style(std::size_t index, const DrawnNode& node) {
    std::string style;
    if (node.heat)
        style = "fill:" + fill_of(node);
    if (!node.mark.empty())
        style += fmt::format("{}stroke:{},stroke-width:3px", style.empty() ? "" : ",", mark_colour);
    return style.empty() ? "" : "  style " + id(index) + ' ' + style + '\n';
}

std::string mermaid_edge(const DrawnEdge& edge) {
    const std::string arrow = edge.flow == DrawnFlow::items ? " -->" : " -.->";
    const std::string label = edge.label.empty() ? "" : "|\"" + mermaid_escaped(edge.label) + "\"|";
    return "  " + id(edge.from) + arrow + label + ' ' + id(edge.to) + '\n';
}

std::string mermaid_legend(const DrawnGraph& graph) {
    std::string label;
    for (const std::string& line : legend_of(graph))
        label += (label.empty() ? "" : "<br/>") + mermaid_escaped(line);
    return label.empty() ? "" : "  legend[\"<small>" + label + "</small>\"]:::legend\n";
}

// Edges have numbers, in the order in which they stand there.
std::string mermaid_widths(const DrawnGraph& graph) {
    std::string text;
    for (std::size_t i = 0; i < graph.edges.size(); ++i)
        if (graph.edges[i].share)
            text += fmt::format(
                "  linkStyle {} stroke-width:{:.1f}px\n", i, line_width(graph.edges[i].share));
    return text;
}

std::string dot_legend(const DrawnGraph& graph) {
    std::string label;
    for (const std::string& line : legend_of(graph))
        label += dot_escaped(line) + "\\l"; // a line break behind what is on the left
    if (label.empty())
        return {};
    return "  label=\"" + label +
           "\"; labelloc=b; labeljust=l; fontname=\"sans-serif\"; fontsize=10;\n";
}

} // namespace

std::string dot_text(const DrawnGraph& graph) {
    std::string text = "digraph \"" + dot_escaped(graph.title) + "\" {\n";
    text += "  rankdir=LR;\n"
            "  node [shape=box, style=\"filled,rounded\", fontname=\"sans-serif\", fontsize=11];\n"
            "  edge [fontname=\"sans-serif\", fontsize=10];\n";
    text += dot_legend(graph);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        text += dot_node(i, graph.nodes[i]);
    for (const DrawnEdge& edge : graph.edges)
        text += dot_edge(edge);
    return text + "}\n";
}

std::string mermaid_text(const DrawnGraph& graph) {
    // Lines of numbers are longer than what Mermaid breaks without being told.
    std::string text =
        legend_of(graph).empty() ? "" : "%%{init: {\"flowchart\": {\"wrappingWidth\": 320}}}%%\n";
    text += "flowchart LR\n";
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        text += mermaid_node(i, graph.nodes[i]);
    for (const DrawnEdge& edge : graph.edges)
        text += mermaid_edge(edge);
    text += mermaid_legend(graph);
    for (const NodeKind kind : node_kinds)
        text += "  classDef " + std::string{to_string(kind)} +
                " fill:" + std::string{fill_of(kind)} + ",stroke:#5f6368,color:#1f1f1f\n";
    if (!legend_of(graph).empty())
        text += "  classDef legend fill:none,stroke:none\n";
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        text += mermaid_style(i, graph.nodes[i]);
    text += mermaid_widths(graph);
    return text + "  classDef added fill:#ffffff,stroke:#8a6d1d,color:#1f1f1f,"
                  "stroke-dasharray:4 3\n";
}

} // namespace penstock::config

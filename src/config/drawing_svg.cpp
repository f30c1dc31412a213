// SPDX-License-Identifier: Apache-2.0
#include "config/drawing_graph.hpp"
#include "config/drawing_layout.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

namespace penstock::config {
namespace {

// Plain classes, no custom properties: programs that turn SVG into pixels know these.
constexpr std::string_view style = R"(<style>
text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
.page { fill: #ffffff; }
.box { fill: #f6f7f9; stroke: #c4c9d1; stroke-width: 1; }
.added { stroke-dasharray: 4 3; fill: #ffffff; }
.name { fill: #1b1f24; font-size: 14px; font-weight: 600; }
.small { fill: #57606a; font-size: 11.5px; }
.label { paint-order: stroke; stroke: #ffffff; stroke-width: 5px; stroke-linejoin: round; }
.flow { fill: none; stroke: #6e7781; stroke-width: 1.5; }
.head { fill: #6e7781; }
.flow.failed { stroke: #b3261e; stroke-dasharray: 5 4; }
.head.failed, .label.failed { fill: #b3261e; }
.flow.budget { stroke: #9a6b00; stroke-dasharray: 2 4; stroke-linecap: round; }
.head.budget, .label.budget { fill: #9a6b00; }
.source { fill: #2f8f4e; }
.limiter { fill: #d99a00; }
.loader { fill: #2f6fd0; }
.transform { fill: #7d8590; }
.sink { fill: #8250c4; }
@media (prefers-color-scheme: dark) {
.page { fill: #0d1117; }
.box { fill: #1c2128; stroke: #444c56; }
.added { fill: #0d1117; }
.name { fill: #e6edf3; }
.small { fill: #9da7b3; }
.label { stroke: #0d1117; }
.flow { stroke: #8b949e; }
.head { fill: #8b949e; }
.flow.failed { stroke: #ff7b72; }
.head.failed, .label.failed { fill: #ff7b72; }
.flow.budget { stroke: #e3b341; }
.head.budget, .label.budget { fill: #e3b341; }
.source { fill: #3fb950; }
.limiter { fill: #e3b341; }
.loader { fill: #58a6ff; }
.transform { fill: #8b949e; }
.sink { fill: #bc8cff; }
}
</style>
)";

std::string xml_escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        case '"':
            result += "&quot;";
            break;
        default:
            // XML has no way to write other control characters.
            result += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
        }
    }
    return result;
}

// Tenths of a pixel are enough, and keep the text short and equal everywhere.
std::string number(double value) {
    const auto tenths = static_cast<long>(std::lround(value * 10));
    return tenths % 10 == 0 ? fmt::format("{}", tenths / 10)
                            : fmt::format("{:.1f}", static_cast<double>(tenths) / 10);
}

std::string at(const Point& point) {
    return number(point.x) + ' ' + number(point.y);
}

std::string_view class_of(DrawnFlow flow) {
    switch (flow) {
    case DrawnFlow::dead_letter:
        return " failed";
    case DrawnFlow::budget:
    case DrawnFlow::claims:
        return " budget";
    case DrawnFlow::items:
        break;
    }
    return "";
}

std::string text_element(const Point& middle, std::string_view classes, std::string_view text) {
    return fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                       classes,
                       number(middle.x),
                       number(middle.y),
                       xml_escaped(text));
}

std::string node_element(const DrawnNode& node, const Box& box) {
    std::string text = fmt::format(
        "<g><title>{}</title>\n<rect class=\"box{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" "
        "rx=\"7\"/>\n",
        xml_escaped(node.name + ": " + node.detail),
        node.is_added ? " added" : "",
        number(box.x),
        number(box.y),
        number(box.width),
        number(box.height));
    text +=
        fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"4\" height=\"{}\" rx=\"2\"/>\n",
                    to_string(node.kind),
                    number(box.x),
                    number(box.y + 8),
                    number(box.height - 16));
    const double x = box.centre();
    text += text_element({x, box.y + 21}, "name", node.name);
    text += text_element({x, box.y + 38}, "small", node.detail);
    double line = box.y + 38;
    for (const std::string* more : {&node.attributes, &node.note})
        if (!more->empty())
            text += text_element({x, line += 16}, "small", *more);
    return text + "</g>\n";
}

// Curves between columns, straight lines through them.
std::string curve(const std::vector<Point>& points) {
    std::string path = "M" + at(points.front());
    for (std::size_t i = 1; i < points.size(); ++i) {
        const Point& from = points[i - 1];
        Point to = points[i];
        if (i + 1 == points.size())
            to.x -= 7; // the head covers the rest
        if (i % 2 == 0 || std::abs(from.y - to.y) < 0.05) {
            path += " L" + at(to);
        } else {
            const double half = (to.x - from.x) / 2;
            path +=
                " C" + at({from.x + half, from.y}) + ", " + at({to.x - half, to.y}) + ", " + at(to);
        }
    }
    return path;
}

// Right angles with rounded corners.
std::string angles(const std::vector<Point>& points) {
    constexpr double radius = 6;
    std::string path = "M" + at(points.front());
    for (std::size_t i = 1; i + 1 < points.size(); ++i) {
        const auto towards = [&](const Point& corner, const Point& other) {
            const double length = std::hypot(other.x - corner.x, other.y - corner.y);
            const double step = length > 0 ? std::min(radius, length / 2) / length : 0;
            return Point{corner.x + (other.x - corner.x) * step,
                         corner.y + (other.y - corner.y) * step};
        };
        path += " L" + at(towards(points[i], points[i - 1])) + " Q" + at(points[i]) + ' ' +
                at(towards(points[i], points[i + 1]));
    }
    return path + " L" + at(points.back());
}

// A small triangle whose tip is the end of the route.
std::string head(const std::vector<Point>& points, std::string_view flow) {
    const Point& tip = points.back();
    const Point& before = points[points.size() - 2];
    const bool is_upwards = std::abs(before.x - tip.x) < 0.05 && before.y > tip.y;
    const std::string path = is_upwards ? fmt::format("M{} l-4.5 8 l9 0 z", at(tip))
                                        : fmt::format("M{} l-8 -4.5 l0 9 z", at(tip));
    return fmt::format("<path class=\"head{}\" d=\"{}\"/>\n", flow, path);
}

std::string edge_element(const DrawnEdge& edge, const Route& route) {
    const std::string_view flow = class_of(edge.flow);
    const std::string path = is_backwards(edge.flow) ? angles(route.points) : curve(route.points);
    return fmt::format("<path class=\"flow{}\" d=\"{}\"/>\n", flow, path) +
           (route.joins ? "" : head(route.points, flow));
}

std::string label_element(const DrawnEdge& edge, const Route& route) {
    if (edge.label.empty() || route.joins)
        return {};
    return text_element({route.label.x, route.label.y + 4},
                        fmt::format("small label{}", class_of(edge.flow)),
                        edge.label);
}

} // namespace

std::string svg_text(const DrawnGraph& graph) {
    const Layout layout = laid_out(graph);
    const std::string width = number(std::ceil(layout.width));
    const std::string height = number(std::ceil(layout.height));
    std::string text = fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" "
                                   "height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\">\n",
                                   width,
                                   height);
    text += "<title>" + xml_escaped(graph.title) + "</title>\n";
    if (!graph.description.empty())
        text += "<desc>" + xml_escaped(graph.description) + "</desc>\n";
    text += style;
    text +=
        fmt::format("<rect class=\"page\" width=\"{}\" height=\"{}\" rx=\"10\"/>\n", width, height);
    for (std::size_t i = 0; i < graph.edges.size(); ++i)
        text += edge_element(graph.edges[i], layout.routes[i]);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        text += node_element(graph.nodes[i], layout.boxes[i]);
    for (std::size_t i = 0; i < graph.edges.size(); ++i)
        text += label_element(graph.edges[i], layout.routes[i]);
    return text + "</svg>\n";
}

} // namespace penstock::config

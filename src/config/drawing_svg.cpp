// SPDX-License-Identifier: Apache-2.0
#include "config/drawing_elements.hpp"
#include "config/drawing_graph.hpp"
#include "config/drawing_layout.hpp"
#include "config/drawing_legend.hpp"
#include "config/drawing_style.hpp"
#include "config/xml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace penstock::config {
namespace {

std::string at(const Point& point) {
    return svg_number(point.x) + ' ' + svg_number(point.y);
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

constexpr std::string_view round_corners = " rx=\"7\"";

std::string heat_element(double heat, const Box& box) {
    return rectangle("heat", box, std::string{round_corners} + heat_opacity(heat));
}

// As long as the node was busy, for those who do not tell colours apart.
std::string bar_element(double heat, const Box& box) {
    Box bar{box.x + 12, box.bottom() - bar_height, box.width - 24, 4};
    std::string text = rectangle("room", bar, " rx=\"2\"");
    bar.width *= heat;
    return text + rectangle("bar", bar, " rx=\"2\"");
}

std::string node_element(const DrawnNode& node, const Box& box) {
    std::string text = fmt::format("<g{} data-node=\"{}\"><title>{}</title>\n",
                                   node.heat ? " class=\"heated\"" : "",
                                   xml_escaped(node.name),
                                   xml_escaped(node.name + ": " + node.detail));
    text += rectangle(node.is_added ? "box added" : "box", box, round_corners);
    if (node.heat)
        text += heat_element(*node.heat, box) + bar_element(*node.heat, box);
    text += rectangle(to_string(node.kind), {box.x, box.y + 8, 4, box.height - 16}, " rx=\"2\"");
    if (!node.mark.empty())
        text += rectangle("border", box, round_corners);
    const double x = box.centre();
    double line = box.y + 21;
    text += text_element({x, line}, "name", node.name);
    line += 1;
    for (const std::string& more : lines_of(node))
        text += text_element({x, line += line_height}, "small", more);
    if (!node.mark.empty())
        text += text_element({x, line += line_height}, "small mark", node.mark);
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

// A small triangle whose tip is the end of the route, and which is wider than its line.
std::string head(const std::vector<Point>& points, const DrawnEdge& edge) {
    const Point& tip = points.back();
    const Point& before = points[points.size() - 2];
    const std::string half = svg_number(std::max(4.5, line_width(edge.share) / 2 + 3.5));
    const bool is_upwards = std::abs(before.x - tip.x) < 0.05 && before.y > tip.y;
    const std::string path = is_upwards
                                 ? fmt::format("M{0} l-{1} 8 l{1} 0 l{1} 0 z", at(tip), half)
                                 : fmt::format("M{0} l-8 -{1} l0 {1} l0 {1} z", at(tip), half);
    return fmt::format("<path class=\"head{}\" d=\"{}\"/>\n", class_of(edge.flow), path);
}

std::string edge_element(const DrawnGraph& graph, std::size_t index, const Route& route) {
    const DrawnEdge& edge = graph.edges[index];
    const std::string path = is_backwards(edge.flow) ? angles(route.points) : curve(route.points);
    const std::string width =
        edge.share ? fmt::format(" style=\"stroke-width: {}\"", svg_number(line_width(edge.share)))
                   : "";
    return fmt::format("<g data-from=\"{}\" data-to=\"{}\">\n<path class=\"flow{}\"{} d=\"{}\"/>\n",
                       xml_escaped(graph.nodes[edge.from].name),
                       xml_escaped(graph.nodes[edge.to].name),
                       class_of(edge.flow),
                       width,
                       path) +
           (route.joins ? "" : head(route.points, edge)) + "</g>\n";
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
    const Legend legend{graph};
    const std::string width = svg_number(std::ceil(std::max(layout.width, legend.width())));
    const std::string height = svg_number(std::ceil(layout.height + legend.height()));
    std::string text = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" "
        "height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\" class=\"penstock-graph\">\n",
        width,
        height);
    text += "<title>" + xml_escaped(graph.title) + "</title>\n";
    if (!graph.description.empty())
        text += "<desc>" + xml_escaped(graph.description) + "</desc>\n";
    text += svg_style;
    text +=
        fmt::format("<rect class=\"page\" width=\"{}\" height=\"{}\" rx=\"10\"/>\n", width, height);
    for (std::size_t i = 0; i < graph.edges.size(); ++i)
        text += edge_element(graph, i, layout.routes[i]);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        text += node_element(graph.nodes[i], layout.boxes[i]);
    for (std::size_t i = 0; i < graph.edges.size(); ++i)
        text += label_element(graph.edges[i], layout.routes[i]);
    text += legend.elements(layout.height);
    return text + "</svg>\n";
}

} // namespace penstock::config

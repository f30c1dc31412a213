// SPDX-License-Identifier: Apache-2.0
#include "config/drawing_graph.hpp"
#include "config/xml.hpp"

#include <fmt/format.h>

#include <set>
#include <string_view>

// GraphML: http://graphml.graphdrawing.org/specification.html
namespace penstock::config {
namespace {

constexpr std::string_view begin = R"(<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
         xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
)";

// What kind of data there is. Identifiers of keys are of one space: each has its element's name.
std::string key(std::string_view element, std::string_view name, std::string_view type) {
    return fmt::format("  <key id=\"{0}.{1}\" for=\"{0}\" attr.name=\"{1}\" attr.type=\"{2}\"/>\n",
                       element,
                       name,
                       type);
}

std::string keys(const DrawnGraph& graph) {
    std::string text = key("graph", "name", "string");
    for (const char* name : {"label", "type", "kind", "concurrency", "attributes", "notes", "mark"})
        text += key("node", name, "string");
    text += key("node", "added", "boolean");
    text += key("node", "heat", "double");
    std::set<std::string> numbers;
    for (const DrawnNode& node : graph.nodes)
        for (const auto& [name, number] : node.numbers)
            numbers.insert(name);
    for (const std::string& name : numbers)
        text += key("node", name, "double");
    text += key("edge", "label", "string");
    text += key("edge", "carries", "string");
    return text + key("edge", "weight", "double");
}

// Nothing where there is nothing to say.
std::string data(std::string_view element, std::string_view name, std::string_view value) {
    if (value.empty())
        return {};
    return fmt::format("      <data key=\"{}.{}\">{}</data>\n", element, name, xml_escaped(value));
}

std::string data(std::string_view element, std::string_view name, std::optional<double> value) {
    return value ? data(element, name, fmt::format("{}", *value)) : std::string{};
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines)
        text += (text.empty() ? "" : "\n") + line;
    return text;
}

std::string node_element(std::size_t index, const DrawnNode& node) {
    std::string text = fmt::format("    <node id=\"n{}\">\n", index);
    text += data("node", "label", node.name);
    text += data("node", "type", node.type);
    text += data("node", "kind", to_string(node.kind));
    text += data("node", "concurrency", node.concurrency);
    text += data("node", "attributes", node.attributes);
    text += data("node", "notes", joined(node.notes));
    text += data("node", "mark", node.mark);
    text += data("node", "added", node.is_added ? "true" : "false");
    text += data("node", "heat", node.heat);
    for (const auto& [name, number] : node.numbers)
        text += data("node", name, std::optional{number});
    for (const std::string& port : node.ports)
        text += fmt::format("      <port name=\"{}\"/>\n", xml_escaped(port));
    return text + "    </node>\n";
}

std::string_view carried_by(const DrawnEdge& edge) {
    switch (edge.flow) {
    case DrawnFlow::items:
        return "items";
    case DrawnFlow::dead_letter:
        return "failed items";
    case DrawnFlow::budget:
        return "budget";
    case DrawnFlow::claims:
        return "claims";
    }
    return {};
}

std::string port_attribute(std::string_view name, const std::string& port) {
    return port.empty() ? "" : fmt::format(" {}=\"{}\"", name, xml_escaped(port));
}

std::string edge_element(std::size_t index, const DrawnEdge& edge) {
    std::string text = fmt::format("    <edge id=\"e{}\" source=\"n{}\" target=\"n{}\"{}{}>\n",
                                   index,
                                   edge.from,
                                   edge.to,
                                   port_attribute("sourceport", edge.from_port),
                                   port_attribute("targetport", edge.to_port));
    text += data("edge", "label", edge.label);
    text += data("edge", "carries", carried_by(edge));
    text += data("edge", "weight", edge.amount);
    return text + "    </edge>\n";
}

} // namespace

std::string graphml_text(const DrawnGraph& graph) {
    std::string text{begin};
    text += keys(graph);
    text += "  <graph id=\"pipeline\" edgedefault=\"directed\">\n";
    std::vector<std::string> description = graph.captions;
    if (!graph.description.empty())
        description.insert(description.begin(), graph.description);
    if (!description.empty())
        text += "    <desc>" + xml_escaped(joined(description)) + "</desc>\n";
    if (!graph.title.empty())
        text += "    <data key=\"graph.name\">" + xml_escaped(graph.title) + "</data>\n";
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        text += node_element(i, graph.nodes[i]);
    for (std::size_t i = 0; i < graph.edges.size(); ++i)
        text += edge_element(i, graph.edges[i]);
    return text + "  </graph>\n</graphml>\n";
}

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#include "config/rule_sketch.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace penstock::config {
namespace {

struct Known {
    std::string_view name;
    std::string_view entry;
};

constexpr std::array known_nodes = {
    Known{"frames", R"({ "type": "generate", "params": { "count": 9 } })"},
    Known{"more", R"({ "type": "generate", "params": { "count": 3 } })"},
    Known{"gate", R"({ "type": "limiter" })"},
    Known{"gate2", R"({ "type": "limiter" })"},
    Known{"render", R"({ "type": "render", "params": { "width": 640, "height": 480 } })"},
    Known{"render2", R"({ "type": "render", "params": { "width": 640, "height": 480 } })"},
    Known{"large", R"({ "type": "resize", "params": { "width": 320 } })"},
    Known{"tile",
          R"({ "type": "tile", "params": { "width": 64, "height": 64, "max_tiles": 80 } })"},
    Known{"untile", R"({ "type": "untile" })"},
    Known{"zip", R"({ "type": "zip", "params": { "inputs": ["a", "b"] } })"},
    Known{"batch", R"({ "type": "batch", "params": { "size": 4 } })"},
    Known{"merge", R"({ "type": "merge" })"},
    Known{"encode", R"({ "type": "encode", "params": { "format": "jpeg" } })"},
    Known{"write", R"({ "type": "write", "params": { "path": "out/{seq:04}.{ext}" } })"},
    Known{"log", R"({ "type": "record", "params": { "path": "out/log.jsonl" } })"},
    Known{"drop", R"({ "type": "null" })"}};

constexpr std::string_view any_other = R"({ "type": "resize", "params": { "width": 64 } })";

bool is_name_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// The names of nodes in the edges, each once, in the order in which they come.
std::vector<std::string_view> names_in(const std::vector<std::string_view>& edges) {
    std::vector<std::string_view> names;
    for (const std::string_view edge : edges)
        for (std::size_t i = 0; i < edge.size();) {
            std::size_t end = i;
            while (end < edge.size() && is_name_character(edge[end]))
                ++end;
            const std::string_view name = edge.substr(i, end - i);
            const bool is_port = i > 0 && edge[i - 1] == '.';
            if (!name.empty() && !is_port &&
                std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
            i = std::max(end, i + 1);
        }
    return names;
}

std::string_view name_of(std::string_view node) {
    return node.substr(1, node.find('"', 1) - 1);
}

std::string joined_lines(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines)
        text += (text.empty() ? "\n    " : ",\n    ") + line;
    return text + "\n  ";
}

std::vector<std::string> node_lines(const Sketch& sketch) {
    std::vector<std::string> lines;
    std::vector<std::string_view> others = sketch.nodes;
    for (const std::string_view name : names_in(sketch.edges)) {
        const auto own = std::find_if(others.begin(), others.end(), [name](std::string_view node) {
            return name_of(node) == name;
        });
        const auto known = std::find_if(known_nodes.begin(),
                                        known_nodes.end(),
                                        [name](const Known& node) { return node.name == name; });
        if (own != others.end()) {
            lines.emplace_back(*own);
            others.erase(own);
        } else {
            const std::string_view entry = known == known_nodes.end() ? any_other : known->entry;
            lines.push_back('"' + std::string{name} + "\": " + std::string{entry});
        }
    }
    lines.insert(lines.end(), others.begin(), others.end());
    return lines;
}

std::string text_of(const Sketch& sketch) {
    std::vector<std::string> edges;
    for (const std::string_view edge : sketch.edges)
        edges.push_back('"' + std::string{edge} + '"');
    std::string text = "{\n  \"penstock\": \"1.0\",\n";
    if (!sketch.limits.empty())
        text += "  \"limits\": { " + std::string{sketch.limits} + " },\n";
    return text + "  \"nodes\": {" + joined_lines(node_lines(sketch)) + "},\n  \"edges\": [" +
           joined_lines(edges) + "]\n}\n";
}

} // namespace

RuleText rule_text(std::string_view id,
                   std::string_view title,
                   std::string_view why,
                   const Sketch& bad,
                   std::string_view remedy,
                   const Sketch& good) {
    return {.id = std::string{id},
            .title = std::string{title},
            .why = std::string{why},
            .bad = text_of(bad),
            .remedy = std::string{remedy},
            .good = text_of(good)};
}

} // namespace penstock::config

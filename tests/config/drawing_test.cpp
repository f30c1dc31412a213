// SPDX-License-Identifier: Apache-2.0
#include "penstock/drawing.hpp"

#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <map>
#include <string>
#include <vector>

using namespace penstock;
using Catch::Matchers::Contains;

namespace {

ValidatedConfig validated(const std::string& text) {
    return validate(parse_config(text, "graph.json"), test::sample_nodes());
}

std::string drawn(const std::string& text, DrawingFormat format, bool is_expanded = false) {
    return draw(validated(text), {.format = format, .is_expanded = is_expanded});
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

// numbers -> limiter -> paint -> [a, b] -> encode -> write, failed items of paint -> lost
const std::string branching = R"({
  "penstock": "1.0", "name": "R&D <1>", "description": "Two \"sizes\".",
  "nodes": {
    "frames": {"type": "numbers"},
    "gate": {"type": "limiter", "params": {"max_images": 4, "max_bytes": "512MiB"}},
    "paint": {"type": "paint", "on_error": "dead_letter"},
    "a": {"type": "blur", "set": {"size": "small"}},
    "b": {"type": "blur", "concurrency": 3, "set": {"size": "R&D"}},
    "encode": {"type": "encode"},
    "write": {"type": "write", "params": {"path": "out/{size}/{seq}.{ext}"}},
    "lost": {"type": "record"}
  },
  "edges": ["frames -> gate -> paint -> [a, b] -> encode -> write", "paint.dead_letter -> lost"]
})";

// DOT and Mermaid call nodes n0, n1, ... in the order of the config.
bool has_edge(const std::string& dot, const std::string& from, const std::string& to) {
    std::map<std::string, std::string> ids;
    for (std::size_t at = dot.find("[label=\""); at != std::string::npos;
         at = dot.find("[label=\"", at + 1)) {
        const std::size_t line = dot.rfind('\n', at) + 1;
        const std::string id = dot.substr(line + 2, dot.find(' ', line + 2) - line - 2);
        const std::size_t begin = at + 8;
        if (dot.compare(dot.find(' ', line + 2), 4, " -> ") != 0)
            ids[dot.substr(begin, dot.find("\\n", begin) - begin)] = id;
    }
    return ids.count(from) == 1 && ids.count(to) == 1 &&
           (count(dot, "  " + ids[from] + " -> " + ids[to] + ";") == 1 ||
            count(dot, "  " + ids[from] + " -> " + ids[to] + " [") == 1);
}

} // namespace

TEST_CASE("a drawing as DOT is written whole", "[config][drawing]") {
    CHECK(drawn(test::sample_config, DrawingFormat::dot) == R"(digraph "" {
  rankdir=LR;
  node [shape=box, style="filled,rounded", fontname="sans-serif", fontsize=11];
  edge [fontname="sans-serif", fontsize=10];
  n0 [label="frames\nnumbers, serial", fillcolor="#e3f1e5"];
  n1 [label="gate\nlimiter, 4 images", fillcolor="#fbeed3"];
  n2 [label="paint\npaint, unlimited", fillcolor="#e2ecf9"];
  n3 [label="blur\nblur, unlimited", fillcolor="#f1f1f4"];
  n4 [label="encode\nencode, unlimited", fillcolor="#f1f1f4"];
  n5 [label="write\nwrite, serial", fillcolor="#ece5f6"];
  n0 -> n1;
  n1 -> n2;
  n2 -> n3;
  n3 -> n4;
  n4 -> n5;
}
)");
}

TEST_CASE("a drawing as Mermaid names nodes by number, so that no name is a keyword",
          "[config][drawing]") {
    const std::string text =
        drawn(test::sample_with("frames -> gate", "frames -> gate"), DrawingFormat::mermaid);
    CHECK_THAT(text, Catch::Matchers::StartsWith("flowchart LR\n"));
    CHECK_THAT(text, Contains("  n1[\"gate<br/><small>limiter, 4 images</small>\"]:::limiter\n"));
    CHECK_THAT(text, Contains("  n4 --> n5\n"));
    CHECK_THAT(text, Contains("  classDef limiter "));
}

TEST_CASE("a drawing shows concurrency, budgets and what nodes set", "[config][drawing]") {
    const std::string dot = drawn(branching, DrawingFormat::dot);
    CHECK_THAT(dot, Contains("a\\nblur, unlimited\\nsize=small"));
    CHECK_THAT(dot, Contains("b\\nblur, 3 at once\\nsize=R&D"));
    CHECK_THAT(dot, Contains("gate\\nlimiter, 4 images, 512MiB"));
    CHECK(has_edge(dot, "paint", "a"));
    CHECK(has_edge(dot, "paint", "b"));
    CHECK(has_edge(dot, "b", "encode"));
    CHECK_FALSE(has_edge(dot, "a", "b"));
}

TEST_CASE("failed items leave on a dashed edge that says so", "[config][drawing]") {
    CHECK_THAT(drawn(branching, DrawingFormat::dot),
               Contains("n2 -> n7 [label=\"failed\", style=dashed"));
    CHECK_THAT(drawn(branching, DrawingFormat::mermaid), Contains("n2 -.->|\"failed\"| n7"));
    const std::string svg = drawn(branching, DrawingFormat::svg);
    CHECK(count(svg, "class=\"flow failed\"") == 1);
    CHECK(count(svg, ">failed</text>") == 1);
}

TEST_CASE("the ports of nodes that have several are named", "[config][drawing]") {
    const std::string dot = drawn(R"({"penstock": "1.0", "nodes": {
        "frames": {"type": "numbers"}, "gate": {"type": "limiter"}, "paint": {"type": "paint"},
        "split": {"type": "split"}, "drop": {"type": "null"}, "other": {"type": "null"}},
      "edges": ["frames -> gate -> paint -> split", "split.left -> drop", "split.right -> other"]})",
                                  DrawingFormat::dot);
    CHECK_THAT(dot, Contains("n3 -> n4 [label=\"left\"]"));
    CHECK_THAT(dot, Contains("n3 -> n5 [label=\"right\"]"));
    CHECK_THAT(dot, Contains("n2 -> n3;"));
}

TEST_CASE("names and descriptions are escaped in every format", "[config][drawing]") {
    const std::string svg = drawn(branching, DrawingFormat::svg);
    CHECK_THAT(svg, Contains("<title>R&amp;D &lt;1&gt;</title>"));
    CHECK_THAT(svg, Contains("<desc>Two &quot;sizes&quot;.</desc>"));
    CHECK_THAT(svg, Contains("size=R&amp;D</text>"));
    CHECK_THAT(drawn(branching, DrawingFormat::mermaid), Contains("size=R#38;D"));
    const std::string quoted =
        test::sample_with("\"penstock\": \"1.0\",", R"("penstock": "1.0", "name": "a \"b\" \\",)");
    CHECK_THAT(drawn(quoted, DrawingFormat::dot), Contains(R"(digraph "a \"b\" \\" {)"));
}

TEST_CASE("an SVG is complete by itself and fits light and dark", "[config][drawing]") {
    const std::string svg = drawn(branching, DrawingFormat::svg);
    CHECK_THAT(svg,
               Catch::Matchers::StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\" width="));
    CHECK_THAT(svg, Catch::Matchers::EndsWith("</svg>\n"));
    CHECK_THAT(svg, Contains("@media (prefers-color-scheme: dark)"));
    for (const char* fetched : {"href", "url(", "<script", "@import", "<image"})
        CHECK_THAT(svg, !Contains(fetched));
    CHECK(count(svg, "<g data-node=") == 8);
    CHECK(count(svg, "<g data-from=") == 8);
    CHECK(count(svg, "class=\"name\"") == 8);
    CHECK(count(svg, "class=\"flow") == 8);
}

TEST_CASE("the expanded drawing shows what the engine adds behind a limiter", "[config][drawing]") {
    const std::string dot = drawn(branching, DrawingFormat::dot, true);
    CHECK(has_edge(dot, "frames", "gate"));
    CHECK(has_edge(dot, "gate", "gate/measure"));
    CHECK(has_edge(dot, "gate/measure", "gate/gate"));
    CHECK(has_edge(dot, "gate/gate", "paint"));
    CHECK_FALSE(has_edge(dot, "gate", "paint"));
    CHECK(has_edge(dot, "gate/gate", "gate"));
    CHECK(has_edge(dot, "write", "gate/gate"));
    CHECK(has_edge(dot, "lost", "gate/gate"));
    CHECK(count(dot, "label=\"budget\"") == 1);
    CHECK(count(dot, "label=\"claims\"") == 2);
    CHECK_THAT(drawn(branching, DrawingFormat::dot), !Contains("gate/"));
}

TEST_CASE("the expanded drawing shows reading where the loader waits for files",
          "[config][drawing]") {
    NodeRegistry registry = test::sample_nodes();
    NodeType from_disk = *registry.find("paint");
    from_disk.descriptor.type = "from_disk";
    from_disk.descriptor.traits.blocks = true;
    registry.add(from_disk);
    const ValidatedConfig config =
        validate(parse_config(test::sample_with("\"type\": \"paint\"", "\"type\": \"from_disk\""),
                              "graph.json"),
                 registry);
    const std::string dot = draw(config, {.format = DrawingFormat::dot, .is_expanded = true});
    CHECK(has_edge(dot, "gate/gate", "paint/read"));
    CHECK(has_edge(dot, "paint/read", "paint"));
    CHECK_FALSE(has_edge(dot, "gate/gate", "paint"));
}

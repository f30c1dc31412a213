// SPDX-License-Identifier: Apache-2.0
#include "penstock/drawing.hpp"

#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <string>

using namespace penstock;
using Catch::Matchers::Contains;

namespace {

std::string graphml_of(const std::string& config, DrawingOptions options = {}) {
    options.format = DrawingFormat::graphml;
    return draw(validate(parse_config(config, "graph.json"), test::sample_nodes()), options);
}

// From the begin of an element to its end.
std::string element(const std::string& text, const std::string& name, const std::string& part) {
    const std::size_t found = text.find(part);
    if (found == std::string::npos)
        return {};
    const std::size_t begin = text.rfind("<" + name + " ", found);
    return text.substr(begin, text.find("</" + name + ">", found) - begin);
}

const std::string branching = R"({
  "penstock": "1.0", "name": "R&D <1>", "description": "Two ways.",
  "nodes": {
    "frames": {"type": "numbers"},
    "gate": {"type": "limiter", "params": {"max_images": 4}},
    "paint": {"type": "paint", "on_error": "dead_letter"},
    "split": {"type": "split", "set": {"size": "R&D"}},
    "drop": {"type": "null"}, "other": {"type": "null"}, "lost": {"type": "record"}
  },
  "edges": ["frames -> gate -> paint -> split", "split.left -> drop", "split.right -> other",
            "paint.dead_letter -> lost"]
})";

} // namespace

TEST_CASE("GraphML has nodes with their types and ports", "[config][drawing][graphml]") {
    const std::string text = graphml_of(branching);
    CHECK_THAT(text, Contains("<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\""));
    CHECK_THAT(text, Contains("edgedefault=\"directed\""));
    CHECK_THAT(text, Contains("<desc>Two ways.</desc>"));
    CHECK_THAT(text, Contains("<data key=\"graph.name\">R&amp;D &lt;1&gt;</data>"));
    const std::string split = element(text, "node", ">split</data>");
    CHECK_THAT(split, Contains("<node id=\"n3\">"));
    CHECK_THAT(split, Contains("<data key=\"node.kind\">transform</data>"));
    CHECK_THAT(split, Contains("<data key=\"node.concurrency\">unlimited</data>"));
    CHECK_THAT(split, Contains("<data key=\"node.attributes\">size=R&amp;D</data>"));
    for (const char* port : {"in", "left", "right"})
        CHECK_THAT(split, Contains("<port name=\"" + std::string{port} + "\"/>"));
    CHECK_THAT(element(text, "node", ">paint</data>"), Contains("<port name=\"dead_letter\"/>"));
    CHECK_THAT(split, !Contains("dead_letter"));
}

TEST_CASE("GraphML has edges from port to port, and what they carry",
          "[config][drawing][graphml]") {
    const std::string text = graphml_of(branching, {.flow = {{3, 7.5}}});
    const std::string left = element(text, "edge", "sourceport=\"left\"");
    CHECK_THAT(left, Contains("source=\"n3\" target=\"n4\"") && Contains("targetport=\"in\""));
    CHECK_THAT(left, Contains("<data key=\"edge.carries\">items</data>"));
    CHECK_THAT(left, Contains("<data key=\"edge.weight\">7.5</data>"));
    CHECK_THAT(element(text, "edge", "sourceport=\"right\""), !Contains("edge.weight"));
    CHECK_THAT(element(text, "edge", "sourceport=\"dead_letter\""),
               Contains("<data key=\"edge.carries\">failed items</data>"));
}

TEST_CASE("GraphML has what was measured, with a key for each number",
          "[config][drawing][graphml]") {
    const std::string text = graphml_of(branching,
                                        {.heat = {{"split", 0.25}},
                                         .marks = {{"split", "limits the run"}},
                                         .captions = {"measured: a & b"},
                                         .numbers = {{"split", {{"count", 1234567}}}}});
    CHECK_THAT(text,
               Contains("<key id=\"node.count\" for=\"node\" attr.name=\"count\" "
                        "attr.type=\"double\"/>"));
    CHECK_THAT(text, Contains("<desc>Two ways.\nmeasured: a &amp; b</desc>"));
    const std::string split = element(text, "node", ">split</data>");
    CHECK_THAT(split, Contains("<data key=\"node.heat\">0.25</data>"));
    CHECK_THAT(split, Contains("<data key=\"node.mark\">limits the run</data>"));
    CHECK_THAT(split, Contains("<data key=\"node.count\">1234567</data>"));
    CHECK_THAT(element(text, "node", ">paint</data>"), !Contains("node.count"));
}

TEST_CASE("GraphML tells what the engine adds from what the config has",
          "[config][drawing][graphml]") {
    const std::string text = graphml_of(branching, {.is_expanded = true});
    CHECK_THAT(element(text, "node", ">gate/measure</data>"),
               Contains("<data key=\"node.added\">true</data>") && !Contains("node.type"));
    CHECK_THAT(element(text, "node", ">paint</data>"),
               Contains("<data key=\"node.added\">false</data>"));
    CHECK_THAT(text, Contains("<data key=\"edge.carries\">budget</data>"));
    CHECK_THAT(text, Contains("<data key=\"edge.carries\">claims</data>"));
}

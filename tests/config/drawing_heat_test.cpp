// SPDX-License-Identifier: Apache-2.0
#include "penstock/drawing.hpp"

#include "config/drawing_graph.hpp"
#include "config/drawing_layout.hpp"
#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <string>

using namespace penstock;
using Catch::Detail::Approx;
using Catch::Matchers::Contains;

namespace {

// frames -> gate -> paint -> blur -> encode -> write, its edges numbered from 0
ValidatedConfig sample() {
    return validate(parse_config(test::sample_config, "graph.json"), test::sample_nodes());
}

std::string drawn(DrawingOptions options, DrawingFormat format) {
    options.format = format;
    return draw(sample(), options);
}

std::string line_with(const std::string& text, const std::string& part) {
    const std::size_t found = text.find(part);
    if (found == std::string::npos)
        return {};
    const std::size_t begin = text.rfind('\n', found) + 1;
    return text.substr(begin, text.find('\n', found) - begin);
}

// From the begin of a node's or edge's group to its end.
std::string group_of(const std::string& svg, const std::string& attribute) {
    const std::size_t begin = svg.find(attribute);
    return begin == std::string::npos ? "" : svg.substr(begin, svg.find("</g>", begin) - begin);
}

const DrawingOptions hot{.heat = {{"blur", 1.0}, {"encode", 0.5}, {"write", 0}, {"nobody", 1}},
                         .flow = {{1, 10}, {2, 20}, {3, 0}},
                         .marks = {{"blur", "limits \"it\""}},
                         .captions = {"20 items & more", "edges: by calls"}};

} // namespace

TEST_CASE("an SVG shows heat as a fill, a bar and a legend", "[config][drawing]") {
    const std::string svg = drawn(hot, DrawingFormat::svg);
    const std::string blur = group_of(svg, "data-node=\"blur\"");
    CHECK_THAT(blur, Contains("class=\"heat\"") && Contains("fill-opacity=\"0.60\""));
    CHECK_THAT(group_of(svg, "data-node=\"encode\""), Contains("fill-opacity=\"0.33\""));
    CHECK_THAT(group_of(svg, "data-node=\"write\""),
               Contains("fill-opacity=\"0.06\"") && Contains("class=\"bar\"") &&
                   Contains(" width=\"0\""));
    CHECK_THAT(group_of(svg, "data-node=\"paint\""), !Contains("class=\"heat\""));
    CHECK_THAT(svg,
               Contains(">busy, of the time:</text>") && Contains(">0 %</text>") &&
                   Contains(">100 %</text>"));
    CHECK_THAT(svg, Contains(">20 items &amp; more</text>") && Contains(">edges: by calls</text>"));
}

TEST_CASE("without heat a drawing has no legend", "[config][drawing]") {
    for (const DrawingFormat format : {DrawingFormat::svg, DrawingFormat::dot})
        CHECK_THAT(drawn({}, format), !Contains("busy, of the time") && !Contains("penwidth"));
    CHECK_THAT(drawn({}, DrawingFormat::mermaid), !Contains("legend") && !Contains("linkStyle"));
}

TEST_CASE("what an SVG says of a node that stands out is in its group, with a border",
          "[config][drawing]") {
    const std::string svg = drawn(hot, DrawingFormat::svg);
    CHECK_THAT(group_of(svg, "data-node=\"blur\""),
               Contains("class=\"border\"") && Contains(">limits &quot;it&quot;</text>"));
    CHECK_THAT(group_of(svg, "data-node=\"encode\""), !Contains("class=\"border\""));
}

TEST_CASE("edges are as wide as what went over them", "[config][drawing]") {
    const std::string svg = drawn(hot, DrawingFormat::svg);
    CHECK_THAT(group_of(svg, "data-from=\"paint\" data-to=\"blur\""),
               Contains("stroke-width: 8\""));
    CHECK_THAT(group_of(svg, "data-from=\"gate\" data-to=\"paint\""),
               Contains("stroke-width: 4.8\""));
    CHECK_THAT(group_of(svg, "data-from=\"blur\" data-to=\"encode\""),
               Contains("stroke-width: 1.5\""));
    CHECK_THAT(group_of(svg, "data-from=\"encode\" data-to=\"write\""), !Contains("stroke-width"));
    const std::string dot = drawn(hot, DrawingFormat::dot);
    CHECK_THAT(dot, Contains("n2 -> n3 [penwidth=8.0, arrowsize=0.35];"));
    CHECK_THAT(dot, Contains("n3 -> n4 [penwidth=1.5, arrowsize=0.82];"));
    CHECK_THAT(dot, Contains("n4 -> n5;"));
    const std::string mermaid = drawn(hot, DrawingFormat::mermaid);
    CHECK_THAT(mermaid, Contains("  linkStyle 2 stroke-width:8.0px\n"));
    CHECK_THAT(mermaid, !Contains("linkStyle 4"));
}

TEST_CASE("where nothing went over any edge all lines are thin", "[config][drawing]") {
    const std::string dot =
        drawn({.flow = {{0, 0}, {1, 0}}, .marks = {}, .captions = {}}, DrawingFormat::dot);
    CHECK_THAT(dot, Contains("n0 -> n1 [penwidth=1.5,") && Contains("n1 -> n2 [penwidth=1.5,"));
}

TEST_CASE("DOT shows heat, marks and captions", "[config][drawing]") {
    const std::string dot = drawn(hot, DrawingFormat::dot);
    CHECK_THAT(
        line_with(dot, "label=\"blur"),
        Contains("limits \\\"it\\\"\", fillcolor=\"#ee986b\", color=\"#b3261e\", penwidth=3"));
    CHECK_THAT(line_with(dot, "label=\"paint"), Contains("fillcolor=\"#e2ecf9\"];"));
    CHECK_THAT(dot,
               Contains("label=\"fill: busy, of the time; pale is 0 %, orange 100 %\\l20 items & "
                        "more\\ledges: by calls\\l\"; labelloc=b"));
}

TEST_CASE("Mermaid shows heat, marks and captions", "[config][drawing]") {
    const std::string text = drawn(hot, DrawingFormat::mermaid);
    CHECK_THAT(text, Catch::Matchers::StartsWith("%%{init: ") && Contains("%%\nflowchart LR\n"));
    CHECK_THAT(text, Contains("<br/><b>limits #34;it#34;</b>"));
    CHECK_THAT(text, Contains("  style n3 fill:#ee986b,stroke:#b3261e,stroke-width:3px\n"));
    CHECK_THAT(text, Contains("  style n5 fill:#f5eeeb\n"));
    CHECK_THAT(text, !Contains("style n2 "));
    CHECK_THAT(line_with(text, "legend[\"<small>"),
               Contains("pale is 0 %, orange 100 %<br/>20 items #38; more<br/>edges: by calls"));
}

TEST_CASE("a note can have several lines", "[config][drawing]") {
    const DrawingOptions options{.notes = {{"blur", "one\ntwo"}}};
    CHECK_THAT(drawn(options, DrawingFormat::svg),
               Contains(">one</text>") && Contains(">two</text>"));
    CHECK_THAT(drawn(options, DrawingFormat::dot), Contains("unlimited\\none\\ntwo\""));
    CHECK_THAT(drawn(options, DrawingFormat::mermaid), Contains("<br/>one<br/>two</small>"));
}

TEST_CASE("what is added to a graph has heat and widths, too", "[config][drawing]") {
    const std::string svg = draw(sample(),
                                 {.format = DrawingFormat::svg,
                                  .is_expanded = true,
                                  .notes = {{"gate/gate", "noted"}},
                                  .heat = {{"gate/measure", 1}},
                                  .flow = {{0, 1}, {1, 2}}});
    CHECK_THAT(group_of(svg, "data-node=\"gate/measure\""), Contains("fill-opacity=\"0.60\""));
    CHECK_THAT(group_of(svg, "data-node=\"gate/gate\""), Contains(">noted</text>"));
    for (const char* edge : {"data-from=\"gate\" data-to=\"gate/measure\"",
                             "data-from=\"gate/measure\" data-to=\"gate/gate\"",
                             "data-from=\"gate/gate\" data-to=\"paint\""})
        CHECK_THAT(group_of(svg, edge), Contains("stroke-width: 8\""));
}

TEST_CASE("boxes have room for heat, marks and notes", "[config][drawing]") {
    config::DrawnGraph graph;
    graph.nodes.push_back({.name = "a", .detail = "t", .attributes = {}});
    graph.nodes.push_back({.name = "b", .detail = "t", .attributes = {}, .notes = {"1", "2"}});
    graph.nodes.push_back({.name = "c", .detail = "t", .attributes = {}, .mark = "limits the run"});
    graph.nodes.push_back({.name = "d", .detail = "t", .attributes = {}, .heat = 0.5});
    const config::Layout layout = config::laid_out(graph);
    const double plain = layout.boxes[0].height;
    CHECK(layout.boxes[1].height == Approx(plain + 32));
    CHECK(layout.boxes[2].height == Approx(plain + 16));
    CHECK(layout.boxes[2].width > config::text_width("limits the run", 11.5));
    CHECK(layout.boxes[3].height > plain);
}

TEST_CASE("a caption that is wider than the graph has room", "[config][drawing]") {
    const std::string caption(400, 'm');
    const std::string svg = drawn({.captions = {caption}}, DrawingFormat::svg);
    const std::size_t at = svg.find("width=\"") + 7;
    CHECK(std::stod(svg.substr(at)) > config::text_width(caption, 11.5));
}

// SPDX-License-Identifier: Apache-2.0
#include "config/use_ports.hpp"

#include "config/routing_nodes.hpp"
#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

namespace penstock::test {
namespace {

const std::string all_edges = R"("frames -> gate -> paint -> [small, sizes] -> write")";

std::string with_edges(const std::string& edges) {
    return with_changes(subgraph_config, {{all_edges, edges}});
}

// A subgraph whose outputs and inputs are ports that parameters name.
std::string with_named_ports(const std::string& outputs, const std::string& edges) {
    return with_changes(routing_config(R"("sizes": {"use": "sorted"}, "both": {"use": "paired"},
                          "end": {"type": "null"})",
                                       edges),
                        {{R"("nodes": {)", R"("subgraphs": {
    "sorted": {
      "nodes": {"route": {"type": "route", "params": {"cases": {
        "wide": {"attr": "width", "ge": 9}, "narrow": {"attr": "width", "lt": 9}}}}},
      "inputs": {"image": "route"},
      "outputs": )" + outputs + R"(
    },
    "paired": {
      "nodes": {"pair": {"type": "pair", "params": {"inputs": ["left", "right"]}}},
      "inputs": {"a": "pair.left", "b": "pair.right"},
      "outputs": {"list": "pair"}
    }
  },
  "nodes": {)"}});
}

std::string mistakes_in_named_ports(const std::string& outputs, const std::string& edges) {
    try {
        static_cast<void>(validate(parse_config(with_named_ports(outputs, edges), "graph.json"),
                                   routing_nodes()));
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "no mistake";
}

struct Mistake {
    std::vector<Replacement> changes;
    std::string message;
};

// clang-format off
const std::vector<Mistake> mistakes = {
{{{all_edges, R"("frames -> gate -> paint -> [small, sizes]", "small.fil -> write", "sizes -> write")"}},
 R"(graph.json:25:59: edges: "small" has no output "fil"; expected file; did you mean "file"? (declared at graph.json:5:5))"},
{{{all_edges, R"("frames -> gate -> paint -> sizes -> write", "paint -> small.img", "small -> write")"}},
 R"(graph.json:25:68: edges: "small" has no input "img"; expected image (declared at graph.json:5:5))"},
{{{R"("file": ["jpeg", "png"])", R"("a": "jpeg", "b": "png")"}},
 R"(graph.json:25:42: edges: "small" has several outputs; expected one of them by name: "small.a", "small.b" (declared at graph.json:5:5))"
 "\n"
 R"(graph.json:25:49: edges: "sizes" has several outputs; expected one of them by name: "sizes.a", "sizes.b" (declared at graph.json:5:5))"},
{{{R"("inputs": {"image": "blur"},)", ""}, {"[small, sizes]", "small"}, {R"("sizes":)", R"("x-sizes":)"}},
 R"(graph.json:25:41: edges: "small" has no inputs: the subgraph "variant" declares none; name one of its nodes, such as "small/NODE", or add "inputs" (declared at graph.json:5:5))"},
{{{"[small, sizes]", "[smal, sizes]"}},
 R"(graph.json:25:42: edges: there is no node "smal"; expected one of frames, gate, paint, write, sizes, small; did you mean "small"?)"},
{{{"[small, sizes]", "[small/blr, sizes]"}},
 R"(graph.json:25:42: edges: there is no node "small/blr"; expected one of small/blur, small/jpeg, small/png; did you mean "small/blur"?)"},
{{{"[small, sizes]", "[small, sizes/2]"}},
 R"(graph.json:25:49: edges: there is no node "sizes/2"; expected one of sizes/0/blur, sizes/0/jpeg, sizes/0/png, sizes/1/blur, sizes/1/jpeg, sizes/1/png, sizes/0, sizes/1; did you mean "sizes/0"?)"},
{{{R"("image": "blur")", R"("image": "blr")"}},
 R"(graph.json:7:28: subgraphs.variant.inputs: there is no node "blr" in the subgraph "variant"; expected one of blur, jpeg, png; did you mean "blur"? (used by nodes.small at graph.json:21:5))"},
{{{R"("image": "blur")", R"("image": "blur.left")"}, {R"("sizes":  {"use": "variant", "for_each": [{"label": "m", "radius": 5}, {"label": "l"}]},)", ""}, {"[small, sizes]", "small"}},
 R"(graph.json:7:28: edges: "small/blur" has no input "left"; expected in (used by nodes.small at graph.json:21:5))"},
{{{R"("image": "blur")", R"("image": ["blur", 3])"}},
 R"(graph.json:7:36: subgraphs.variant.inputs.image: found 3; expected the name of a node, or "node.port" (used by nodes.small at graph.json:21:5))"},
{{{R"("image": "blur")", R"("image": "blur jpeg")"}},
 R"(graph.json:7:33: subgraphs.variant.inputs.image: found "jpeg" behind blur; expected one name alone (used by nodes.small at graph.json:21:5))"},
{{{R"("image": "blur")", R"("image": [])"}},
 R"(graph.json:7:27: subgraphs.variant.inputs.image: found an empty list; expected the name of a node, or several (used by nodes.small at graph.json:21:5))"},
{{{"blur -> [jpeg, png]", "blur -> [jpg, png]"}},
 R"(graph.json:13:27: subgraphs.variant.edges: there is no node "jpg" in the subgraph "variant"; expected one of blur, jpeg, png; did you mean "jpeg"? (used by nodes.small at graph.json:21:5))"},
{{{"blur -> [jpeg, png]", "blur => [jpeg, png]"}},
 R"(graph.json:13:23: subgraphs.variant.edges[0]: found "="; expected "->" (used by nodes.small at graph.json:21:5))"},
{{{"[small, sizes]", "small"}, {R"([{"label": "m", "radius": 5}, {"label": "l"}])", R"([{"label": "m"}])"}},
 "graph.json:9:9: nodes.sizes/0/blur: no edge leads to this node; connect it or remove it [F14] (used by nodes.sizes/0 at graph.json:22:47)\n"
 "graph.json:10:9: nodes.sizes/0/jpeg: nothing takes what comes out of this node; connect it to null, record or write [F15] (used by nodes.sizes/0 at graph.json:22:47)\n"
 "graph.json:11:9: nodes.sizes/0/png: nothing takes what comes out of this node; connect it to null, record or write [F15] (used by nodes.sizes/0 at graph.json:22:47)"},
};
// clang-format on

} // namespace

TEST_CASE("messages about the ports of uses are whole sentences with both places",
          "[config][subgraphs][messages]") {
    for (const Mistake& mistake : mistakes)
        CHECK(mistakes_in(with_changes(subgraph_config, mistake.changes)) == mistake.message);
}

TEST_CASE("the use of a subgraph with one input and one output stands in edges like a node",
          "[config][subgraphs][edges]") {
    CHECK(edges_of(valid(subgraph_config)) ==
          std::vector<std::string>{"frames.out -> gate.in",
                                   "gate.out -> paint.in",
                                   "paint.out -> small/blur.in",
                                   "paint.out -> sizes/0/blur.in",
                                   "paint.out -> sizes/1/blur.in",
                                   "small/jpeg.out -> write.in",
                                   "small/png.out -> write.in",
                                   "sizes/0/jpeg.out -> write.in",
                                   "sizes/0/png.out -> write.in",
                                   "sizes/1/jpeg.out -> write.in",
                                   "sizes/1/png.out -> write.in",
                                   "small/blur.out -> small/jpeg.in",
                                   "small/blur.out -> small/png.in",
                                   "sizes/0/blur.out -> sizes/0/jpeg.in",
                                   "sizes/0/blur.out -> sizes/0/png.in",
                                   "sizes/1/blur.out -> sizes/1/jpeg.in",
                                   "sizes/1/blur.out -> sizes/1/png.in"});
}

TEST_CASE("ports and copies can be named in edges", "[config][subgraphs][edges]") {
    const auto by_name = edges_of(valid(with_edges(
        R"("frames -> gate -> paint -> [small.image, sizes/0, sizes/1.image]",
           "[small.file, sizes/0.file, sizes/1] -> write")")));
    CHECK(by_name == edges_of(valid(subgraph_config)));
}

TEST_CASE("a node inside of a copy can be named in edges", "[config][subgraphs][edges]") {
    const ValidatedConfig config = valid(
        with_changes(subgraph_config,
                     {{R"("write":)", R"("log": {"type": "record"}, "write":)"},
                      {R"({"format": "png"}})", R"({"format": "png"}, "on_error": "dead_letter"})"},
                      {R"("edges": ["frames)",
                       R"("edges": ["[small/png.dead_letter, sizes/0/png.dead_letter] -> log",
                                          "sizes/1/png.dead_letter -> log", "frames)"}}));
    CHECK(edges_of(config).front() == "small/png.dead_letter -> log.in");
}

TEST_CASE("a dead letter can be an output of a subgraph", "[config][subgraphs][edges]") {
    const ValidatedConfig config = valid(
        with_changes(subgraph_config,
                     {{R"("write":)", R"("log": {"type": "record"}, "write":)"},
                      {R"({"format": "png"}})", R"({"format": "png"}, "on_error": "dead_letter"})"},
                      {R"("outputs": {)", R"("outputs": {"broken": "png.dead_letter", )"},
                      {all_edges,
                       R"("frames -> gate -> paint -> [small, sizes]",
                                "[small.file, sizes.file] -> write", "[small.broken, sizes.broken] -> log")"}}));
    CHECK(edges_of(config)[11] == "small/png.dead_letter -> log.in");
}

TEST_CASE("too many edges between copies are refused in little time",
          "[config][subgraphs][robustness]") {
    std::string copies;
    for (int i = 0; i < 1000; ++i)
        copies += R"(, {"label": "x"})";
    const std::string text = with_changes(
        subgraph_config,
        {{R"([{"label": "m", "radius": 5}, {"label": "l"}])", R"([{"label": "a"})" + copies + "]"},
         {all_edges, R"("sizes -> sizes")"}});
    CHECK(mistakes_in(text).find("there are more than 100000 edges; expected fewer") !=
          std::string::npos);
}

TEST_CASE("ports of a use can be ports that parameters name", "[config][subgraphs][edges]") {
    const std::vector<std::string> expected = {"frames.out -> gate.in",
                                               "gate.out -> paint.in",
                                               "paint.out -> sizes/route.in",
                                               "sizes/route.wide -> both/pair.left",
                                               "sizes/route.narrow -> both/pair.right",
                                               "both/pair.out -> end.in"};
    const std::string outputs = R"({"large": "route.wide", "rest": "route.narrow"})";
    const auto edges = [&outputs](const std::string& text) {
        return edges_of(
            validate(parse_config(with_named_ports(outputs, text), "graph.json"), routing_nodes()));
    };
    CHECK(edges(R"("paint -> sizes", "sizes.large -> both.a", "sizes.rest -> both.b",
                   "both -> end")") == expected);
    CHECK(edges(R"("paint -> sizes/route", "sizes/route.wide -> both/pair.left",
                   "sizes.rest -> both.b", "both.list -> end")") == expected);
}

TEST_CASE("a port of a use that stands for none of its node is a mistake of the subgraph",
          "[config][subgraphs][edges][messages]") {
    const std::string edges = R"("paint -> sizes", "sizes.large -> both.a", "sizes.rest -> both.b",
                                 "both -> end")";
    CHECK(mistakes_in_named_ports(R"({"large": "route.wied", "rest": "route.narrow"})", edges) ==
          R"(graph.json:8:29: edges: "sizes/route" has no output "wied"; expected wide, narrow or )"
          R"(dead_letter; did you mean "wide"? (used by nodes.sizes at graph.json:20:5))");
    CHECK(mistakes_in_named_ports(R"({"large": "route", "rest": "route.narrow"})", edges) ==
          R"(graph.json:8:29: edges: "sizes/route" has several outputs; expected one of them by )"
          R"(name: "sizes/route.wide", "sizes/route.narrow" (used by nodes.sizes at )"
          R"(graph.json:20:5))");
}

} // namespace penstock::test

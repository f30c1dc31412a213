// SPDX-License-Identifier: Apache-2.0
#include "config/subgraph.hpp"

#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

namespace penstock::test {
namespace {

struct Mistake {
    std::vector<Replacement> changes;
    std::string message;
};

// clang-format off
const std::vector<Mistake> mistakes = {
{{{R"("subgraphs": {)", R"("subgraphs": [], "x-s": {)"}, {R"("vars": {"quality": 80},)", ""}},
 "graph.json:4:16: subgraphs: found a list; expected an object of subgraphs"},
{{{R"("subgraphs": {)", R"("subgraphs": {"other": 3,)"}},
 R"(graph.json:4:26: subgraphs.other: found 3; expected an object with "nodes")"},
{{{R"("subgraphs": {)", R"("subgraphs": {"a/b": {"nodes": {"a": {"type": "null"}}},)"}},
 R"(graph.json:4:17: subgraphs: "a/b" is no name for a subgraph; expected letters, digits, _ and -)"},
{{{R"("outputs")", R"("output": {}, "outputs")"}},
 R"(graph.json:14:7: subgraphs.variant: unknown key "output"; expected one of description, args, inputs, nodes, edges, outputs; did you mean "outputs"?)"},
{{{R"("args": {"label")", R"("description": 5, "args": {"label")"}},
 "graph.json:6:22: subgraphs.variant.description: found 5; expected a string"},
{{{R"("subgraphs": {)", R"("subgraphs": {"other": {"args": {}},)"}},
 R"(graph.json:4:17: subgraphs.other: "nodes" is missing; expected an object with an entry for each node)"},
{{{R"("subgraphs": {)", R"("subgraphs": {"other": {"nodes": []},)"}},
 "graph.json:4:36: subgraphs.other.nodes: found a list; expected an object with an entry for each node"},
{{{R"("subgraphs": {)", R"("subgraphs": {"other": {"nodes": {}},)"}},
 "graph.json:4:36: subgraphs.other.nodes: there are no nodes; expected one at least"},
{{{R"("edges": ["blur -> [jpeg, png]"])", R"("edges": "blur -> [jpeg, png]")"}},
 R"(graph.json:13:16: subgraphs.variant.edges: found "blur -> [jpeg, png]"; expected a list of strings such as ["a -> b -> c"])"},
{{{R"("inputs": {"image": "blur"})", R"("inputs": "blur")"}},
 R"(graph.json:7:17: subgraphs.variant.inputs: found "blur"; expected an object that says which node each port stands for, such as {"image": "resize"})"},
{{{R"("inputs": {"image": "blur"})", R"("inputs": {"image": "blur", "a.b": "blur"})"}},
 R"(graph.json:7:35: subgraphs.variant.inputs: "a.b" is no name for a port; expected letters, digits, _ and -)"},
};
// clang-format on

} // namespace

TEST_CASE("messages about what subgraphs declare are whole sentences with a place",
          "[config][subgraphs][messages]") {
    for (const Mistake& mistake : mistakes)
        CHECK(mistakes_in(with_changes(subgraph_config, mistake.changes)) == mistake.message);
}

TEST_CASE("a subgraph that nothing uses is left alone", "[config][subgraphs]") {
    const ValidatedConfig config = valid(with_changes(
        subgraph_config,
        {{R"("subgraphs": {)",
          R"("subgraphs": {"x-free": 3, "spare": {"nodes": {"a": {"type": "unheard of", "x": "${spare}"}}},)"},
         {R"("quality": 80)", R"("quality": 80, "spare": 1)"}}));
    CHECK(config.content().warnings.empty());
    CHECK(nodes_of(config) == nodes_of(valid(subgraph_config)));
}

TEST_CASE("keys that begin with x- are free in subgraphs and uses", "[config][subgraphs]") {
    CHECK(mistakes_in(with_changes(subgraph_config,
                                   {{R"("inputs")", R"("x-a": 1, "inputs")"},
                                    {R"("type": "string")", R"("type": "string", "x-b": 1)"},
                                    {R"("label": "s")", R"("label": "s", "x-c": 1)"},
                                    {R"("use": "variant")", R"("use": "variant", "x-d": 1)"}})) ==
          "no mistake");
}

} // namespace penstock::test

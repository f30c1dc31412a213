// SPDX-License-Identifier: Apache-2.0
#include "config/expand_subgraphs.hpp"

#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

using Catch::Matchers::Contains;

namespace penstock::test {
namespace {

std::string changed(const std::vector<Replacement>& changes) {
    return with_changes(subgraph_config, changes);
}

ConfigOverrides set(const std::string& flag) {
    return {.vars = {}, .sets = {flag}};
}

struct Mistake {
    std::vector<Replacement> changes;
    std::string message;
};

// clang-format off
const std::vector<Mistake> mistakes = {
{{{R"("use": "variant", "args")", R"("use": "varriant", "args")"}},
 R"(graph.json:21:23: nodes.small.use: there is no subgraph "varriant"; expected one of variant; did you mean "variant"?)"},
{{{R"("use": "variant", "args")", R"("use": 3, "args")"}},
 "graph.json:21:23: nodes.small.use: found 3; expected the name of a subgraph"},
{{{R"("subgraphs")", R"("x-subgraphs")"}, {R"("sizes":)", R"("x-sizes":)"}, {"[small, sizes]", "small"}},
 "graph.json:3:12: warning: vars.quality: nothing uses this variable; write \"${quality}\" where its value belongs, or remove it\n"
 "graph.json:21:23: nodes.small.use: there is no subgraph \"variant\"; this config has no \"subgraphs\"\n"
 "graph.json:22:25: nodes.x-sizes.use: there is no subgraph \"variant\"; this config has no \"subgraphs\""},
{{{R"("use": "variant", "args")", R"("type": "blur", "use": "variant", "args")"}},
 R"(graph.json:21:16: nodes.small: "type" belongs to nodes, and this is the use of a subgraph; expected one of use, args, for_each; an entry "small/NODE" changes a node of it)"},
{{{R"("use": "variant", "args")", R"("use": "variant", "arg": 1, "args")"}},
 R"(graph.json:21:34: nodes.small: unknown key "arg"; expected one of use, args, for_each; did you mean "args"?)"},
{{{R"([{"label": "m", "radius": 5}, {"label": "l"}])", "[]"}},
 R"(graph.json:22:46: nodes.sizes.for_each: found an empty list; expected a list of arguments for each copy, such as [{"width": 320}, {"width": 1024}])"},
{{{R"([{"label": "m", "radius": 5}, {"label": "l"}])", "3"}},
 R"(graph.json:22:46: nodes.sizes.for_each: found 3; expected a list of arguments for each copy, such as [{"width": 320}, {"width": 1024}])"},
{{{R"([{"label": "m", "radius": 5}, {"label": "l"}])", R"([{"label": "m"}, "l"])"}},
 R"(graph.json:22:63: nodes.sizes.for_each[1]: found "l"; expected an object of arguments)"},
{{{R"({"type": "paint"})", R"({"type": "paint", "for_each": [{}]})"}},
 R"(graph.json:20:33: nodes.paint: "for_each" makes copies of a subgraph, and this is a node; put the node into an entry of "subgraphs", and "use" that)"},
{{{R"("small":)", R"("sm all":)"}, {"[small, sizes]", "sizes"}},
 R"(graph.json:21:5: nodes."sm all": this is no name for the use of a subgraph; expected letters, digits, _ and -)"},
{{{R"("small":)", R"("small/blurr": {"concurrency": 2}, "small":)"}},
 R"(graph.json:21:5: nodes.small/blurr: there is no node "small/blurr"; expected one of small/blur, small/jpeg, small/png; did you mean "small/blur"?)"},
{{{R"("small":)", R"("sizes/2/blur": {"concurrency": 2}, "small":)"}},
 R"(graph.json:21:5: nodes.sizes/2/blur: there is no node "sizes/2/blur"; expected one of sizes/0/blur, sizes/0/jpeg, sizes/0/png, sizes/1/blur, sizes/1/jpeg, sizes/1/png; did you mean "sizes/0/blur"?)"},
{{{R"("paint":)", R"("paint/x": {"type": "blur"}, "paint":)"}},
 R"(graph.json:20:5: nodes.paint/x: "paint" is a node and has no parts; expected the use of a subgraph before the "/")"},
{{{R"({"format": "png"})", R"({"format": "pgn"})"}},
 R"(graph.json:11:57: nodes.small/png.params.format: found "pgn"; expected one of jpeg, png; did you mean "png"? (used by nodes.small at graph.json:21:5))"},
{{{R"({"format": "png"})", R"({"formt": "png"})"}},
 R"(graph.json:11:47: nodes.small/png.params: unknown parameter "formt"; encode has format, quality, timeout; did you mean "format"? (used by nodes.small at graph.json:21:5))"},
{{{"${quality}", "${qality}"}},
 R"(graph.json:10:77: nodes.small/jpeg.params.quality: unknown variable "qality"; expected one of label, radius, quality; did you mean "quality"? (used by nodes.small at graph.json:21:5))"},
{{{R"({"type": "encode", "params": {"format": "png"}})", R"({"use": "variant", "args": {"label": "x"}})"}},
 R"(graph.json:11:25: nodes.small/png.use: subgraphs use each other in a circle: variant -> variant; expected each to use others only (declared at graph.json:5:5; used by nodes.small at graph.json:21:5))"},
};
// clang-format on

} // namespace

TEST_CASE("messages about uses of subgraphs are whole sentences with both places",
          "[config][subgraphs][messages]") {
    for (const Mistake& mistake : mistakes)
        CHECK(mistakes_in(changed(mistake.changes)) == mistake.message);
}

TEST_CASE("each use of a subgraph has nodes of its own, where the use stands",
          "[config][subgraphs]") {
    const ValidatedConfig config = valid(subgraph_config);
    CHECK(nodes_of(config) == std::vector<std::string>{"frames",
                                                       "gate",
                                                       "paint",
                                                       "small/blur",
                                                       "small/jpeg",
                                                       "small/png",
                                                       "sizes/0/blur",
                                                       "sizes/0/jpeg",
                                                       "sizes/0/png",
                                                       "sizes/1/blur",
                                                       "sizes/1/jpeg",
                                                       "sizes/1/png",
                                                       "write"});
    CHECK(config.content().warnings.empty());
}

TEST_CASE("inside a subgraph arguments hide variables, outside they do not",
          "[config][subgraphs][variables]") {
    const ValidatedConfig config =
        valid(changed({{R"("quality": 80)", R"("quality": 80, "label": "v", "radius": 40)"},
                       {R"("type": "paint"})",
                        R"("type": "paint", "set": {"l": "${label}", "r": "${radius}"}})"}}));
    CHECK(*config.find("paint")->set.find("l") == Value{"v"});
    CHECK(*config.find("paint")->set.find("r") == Value{40});
    CHECK(*config.find("small/blur")->set.find("size") == Value{"s"});
    CHECK(param(config, "small/blur", "radius") == Value{3.0});
    CHECK(param(config, "small/jpeg", "quality") == Value{80});
}

TEST_CASE("arguments may be variables, alone and in a text", "[config][subgraphs][variables]") {
    const ValidatedConfig config = valid(changed(
        {{R"("quality": 80)",
          R"("quality": 80, "all": {"label": "x", "radius": 8}, "one": "l", "copies": [{"label": "q"}])"},
         {R"({"label": "s"})", R"("${all}")"},
         {R"([{"label": "m", "radius": 5}, {"label": "l"}])", R"("${copies}")"}}));
    CHECK(param(config, "small/blur", "radius") == Value{8.0});
    CHECK(*config.find("sizes/0/blur")->set.find("size") == Value{"q"});
    CHECK(config.find("sizes/1/blur") == nullptr);
}

TEST_CASE("a subgraph may use another, which sees its own arguments only", "[config][subgraphs]") {
    const std::string text = changed(
        {{R"("subgraphs": {)", R"("subgraphs": {
    "soft": {
      "args": {"by": {"type": "number"}},
      "inputs": {"in": "one"},
      "nodes": {"one": {"type": "blur", "params": {"radius": "${by}"}}, "two": {"type": "blur"}},
      "edges": ["one -> two"],
      "outputs": {"out": "two"}
    },)"},
         {R"("blur": {"type": "blur", "params": {"radius": "${radius}"}, "set": {"size": "${label}"}})",
          R"("blur": {"use": "soft", "args": {"by": "${radius}"}}, "blur/two": {"set": {"size": "${label}"}})"}});
    const ValidatedConfig config = valid(text);
    CHECK(param(config, "sizes/0/blur/one", "radius") == Value{5.0});
    CHECK(*config.find("sizes/0/blur/two")->set.find("size") == Value{"m"});
    CHECK_THAT(edges_of(config),
               Catch::Matchers::VectorContains(std::string{"paint.out -> sizes/0/blur/one.in"}));
    CHECK_THAT(
        edges_of(config),
        Catch::Matchers::VectorContains(std::string{"sizes/0/blur/two.out -> sizes/0/jpeg.in"}));
    CHECK_THAT(mistakes_in(with_changes(text, {{"${by}", "${label}"}})),
               Contains("unknown variable \"label\"; expected one of by, quality (used by "
                        "nodes.small/blur at graph.json:16:9; used by nodes.small at "
                        "graph.json:28:5)"));
}

TEST_CASE("an entry with the name of a copied node is put over that copy", "[config][subgraphs]") {
    const ValidatedConfig config = valid(changed(
        {{R"("frames":)",
          R"("small/blur": {"params": {"radius": 9, "label": "q${quality}"}}, "frames":)"}}));
    CHECK(param(config, "small/blur", "radius") == Value{9.0});
    CHECK(param(config, "small/blur", "label") == Value{"q80"});
    CHECK(*config.find("small/blur")->set.find("size") == Value{"s"});
    CHECK(param(config, "sizes/0/blur", "radius") == Value{5.0});
}

TEST_CASE("the option --set reaches subgraphs, arguments and copies",
          "[config][subgraphs][overrides]") {
    const auto radius = [](const std::string& flag, const std::string& node) {
        return param(valid(subgraph_config, set(flag)), node, "radius");
    };
    CHECK(radius("nodes.small.args.radius=7", "small/blur") == Value{7.0});
    CHECK(radius("nodes.sizes.for_each[1].radius=8", "sizes/1/blur") == Value{8.0});
    CHECK(radius("subgraphs.variant.args.radius.default=6", "small/blur") == Value{6.0});
    CHECK(radius("subgraphs.variant.nodes.blur.params.radius=4", "sizes/0/blur") == Value{4.0});
    CHECK(radius("nodes.sizes/0/blur.params.radius=2", "sizes/0/blur") == Value{2.0});
    CHECK(radius("nodes.sizes/0/blur.params.radius=2", "sizes/1/blur") == Value{3.0});
    const ValidatedConfig config = valid(subgraph_config, set("nodes.small/blur.concurrency=2"));
    CHECK(config.find("small/blur")->concurrency.limit == 2);
    CHECK(config.find("sizes/0/blur")->concurrency.is_unlimited());
}

TEST_CASE("a flag that changes no copy, or changes it wrongly, is named",
          "[config][subgraphs][overrides][messages]") {
    CHECK(mistakes_in(subgraph_config, set("nodes.small/blr.concurrency=2")) ==
          "--set nodes.small/blr.concurrency=2: nodes.small/blr: there is no node \"small/blr\"; "
          "expected one of small/blur, small/jpeg, small/png; did you mean \"small/blur\"?");
    CHECK(mistakes_in(subgraph_config, set("nodes.smal/blur.concurrency=2")) ==
          "--set nodes.smal/blur.concurrency=2: nodes.smal/blur: there is no node \"smal/blur\"; "
          "expected one of frames, gate, paint, small, sizes, write");
    CHECK(mistakes_in(subgraph_config, set("nodes.small/blur.params.radius=200")) ==
          "--set nodes.small/blur.params.radius=200: nodes.small/blur.params.radius: found 200; "
          "expected a number from 0 to 100");
    CHECK(mistakes_in(subgraph_config, set("nodes.small.args.radius=200")) ==
          "--set nodes.small.args.radius=200: nodes.small.args.radius: found 200; expected an "
          "integer of at most 50 (declared at graph.json:6:45)");
    CHECK(mistakes_in(subgraph_config, set("subgraphs.variant.nodes.png.params.quality=0")) ==
          "--set subgraphs.variant.nodes.png.params.quality=0: nodes.small/png.params.quality: "
          "found 0; expected an integer from 1 to 100 (used by nodes.small at graph.json:21:5)");
}

TEST_CASE("a mistake in a copy can be found later", "[config][subgraphs]") {
    const ValidatedConfig config = valid(subgraph_config);
    const ConfigIssue issue =
        config.issue_at(config.find("sizes/1/png")->origin, "nodes.sizes/1/png", "too much");
    CHECK(issue.to_string() == "graph.json:11:9: nodes.sizes/1/png: too much (used by "
                               "nodes.sizes/1 at graph.json:22:76)");
    REQUIRE(issue.notes.size() == 1);
    CHECK_THAT(issue.notes.front().source_line, Contains("\"sizes\":"));
    CHECK_THAT(issue.source_line, Contains("\"png\":"));
}

TEST_CASE("subgraphs that double at each step are refused in little time",
          "[config][subgraphs][robustness]") {
    std::string subgraphs = R"("s0": {"nodes": {"a": {"type": "null"}}})";
    for (int i = 1; i < 40; ++i) {
        const std::string use = R"({"use": "s)" + std::to_string(i - 1) + "\"}";
        subgraphs +=
            ", \"s" + std::to_string(i) + R"(": {"nodes": {"a": )" + use + ", \"b\": " + use + "}}";
    }
    const auto mistakes = [&](const std::string& depth) {
        return mistakes_in(
            changed({{R"("subgraphs": {)", "\"subgraphs\": {" + subgraphs + ","},
                     {R"("small":)", R"("deep": {"use": "s)" + depth + R"("}, "small":)"}}));
    };
    CHECK_THAT(mistakes("39"),
               Contains("subgraphs use each other more than 16 deep; expected fewer"));
    CHECK_THAT(mistakes("15"),
               Contains("subgraphs are used more than 10000 times; expected fewer"));
}

TEST_CASE("copies of what is large are refused, not made", "[config][subgraphs][robustness]") {
    const std::string large(1 << 20, 'x');
    std::string copies = R"({"label": "x"})";
    for (int i = 0; i < 200; ++i)
        copies += R"(, {"label": "x"})";
    CHECK_THAT(mistakes_in(changed(
                   {{R"({"format": "png"})", R"({"format": "png", "x-l": ")" + large + "\"}"},
                    {R"({"label": "m", "radius": 5}, {"label": "l"})", copies}})),
               Contains("copies of subgraphs make this config larger than 64MiB; expected less"));
}

} // namespace penstock::test

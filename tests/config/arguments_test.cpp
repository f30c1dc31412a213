// SPDX-License-Identifier: Apache-2.0
#include "config/arguments.hpp"

#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

namespace penstock::test {
namespace {

// A mistake that is made by changing the sample with subgraphs.
struct Mistake {
    std::vector<Replacement> changes;
    std::string message;
};

const std::string declared_label = R"("label": {"type": "string"})";

// clang-format off
const std::vector<Mistake> mistakes = {
// At the place of use.
{{{R"("args": {"label": "s"})", R"("args": {"label": 3})"}},
 R"(graph.json:21:52: nodes.small.args.label: found 3; expected a string; write "3" (declared at graph.json:6:16))"},
{{{R"("radius": 5)", R"("radius": 51)"}},
 "graph.json:22:72: nodes.sizes.for_each[0].radius: found 51; expected an integer of at most 50 (declared at graph.json:6:45)"},
{{{R"("radius": 5)", R"("radius": 5.5)"}},
 "graph.json:22:72: nodes.sizes.for_each[0].radius: found 5.5; expected an integer of at most 50 (declared at graph.json:6:45)"},
{{{R"(, "args": {"label": "s"})", ""}},
 R"(graph.json:21:5: nodes.small: the argument "label" is missing; the subgraph "variant" needs it; expected a string (declared at graph.json:6:16))"},
{{{R"("label": "m", )", ""}},
 R"(graph.json:22:47: nodes.sizes.for_each[0]: the argument "label" is missing; the subgraph "variant" needs it; expected a string (declared at graph.json:6:16))"},
{{{R"("label": "s")", R"("label": "s", "raduis": 4)"}},
 R"(graph.json:21:57: nodes.small.args: unknown argument "raduis"; the subgraph "variant" takes label, radius; did you mean "radius"?)"},
{{{R"("args": {"label": "s"})", R"("args": ["s"])"}},
 "graph.json:21:42: nodes.small.args: found a list; expected an object of arguments"},
{{{R"("args": {"label": "s"})", R"("args": {"label": "${lable}"})"}},
 R"(graph.json:21:53: nodes.small.args.label: unknown variable "lable"; expected one of quality)"},
{{{declared_label, declared_label + R"(, "list": {"type": "list"})"}, {R"(${label}"}})", R"(${label}", "n": "${list}"}})"},
  {R"({"label": "s"})", R"({"label": "s", "list": "s"})"}, {R"("label": "m")", R"("label": "m", "list": [])"}, {R"("label": "l")", R"("label": "l", "list": [])"}},
 "graph.json:21:65: nodes.small.args.list: found \"s\"; expected a list (declared at graph.json:6:45)\n"
 "graph.json:22:70: nodes.sizes/0/blur.set.n: found a list; expected a string, a number, true or false\n"
 "graph.json:22:111: nodes.sizes/1/blur.set.n: found a list; expected a string, a number, true or false"},
// At the place of the declaration.
{{{declared_label, R"("label": {"type": "text"})"}},
 R"(graph.json:6:34: subgraphs.variant.args.label.type: found "text"; expected one of string, integer, number, boolean, list)"},
{{{declared_label, R"("label": {"type": "strin"})"}},
 R"(graph.json:6:34: subgraphs.variant.args.label.type: found "strin"; expected one of string, integer, number, boolean, list; did you mean "string"?)"},
{{{declared_label, R"("label": {})"}},
 R"(graph.json:6:16: subgraphs.variant.args.label: "type" is missing; expected one of string, integer, number, boolean, list)"},
{{{declared_label, R"("label": "string")"}},
 R"(graph.json:6:25: subgraphs.variant.args.label: found "string"; expected an object with a "type")"},
{{{declared_label, R"("label": {"type": "string", "minimum": 3})"}},
 "graph.json:6:55: subgraphs.variant.args.label.minimum: only integers and numbers have a minimum; remove it"},
{{{declared_label, R"("label": {"type": "string", "doc": "x"})"}},
 R"(graph.json:6:44: subgraphs.variant.args.label: unknown key "doc"; expected one of type, minimum, maximum, default, description)"},
{{{declared_label, R"("label": {"type": "string", "description": 3})"}},
 "graph.json:6:59: subgraphs.variant.args.label.description: found 3; expected a string"},
{{{R"("maximum": 50)", R"("maximum": "50")"}},
 R"(graph.json:6:86: subgraphs.variant.args.radius.maximum: found "50"; expected a number)"},
{{{R"("default": 3)", R"("default": 300)"}},
 "graph.json:6:101: subgraphs.variant.args.radius.default: found 300; expected an integer of at most 50"},
{{{declared_label, R"("a b": {"type": "string", "default": "${label}"}, "label": {"type": "string"})"}},
 R"(graph.json:6:16: subgraphs.variant.args: "a b" is no name for an argument; expected letters, digits, _ and -, a letter first)"},
{{{R"("args": {"label": {"type": "string"})", R"("args": [], "x-args": {"label": {"type": "string"})"}},
 R"(graph.json:6:15: subgraphs.variant.args: found a list; expected an object of arguments, such as {"width": {"type": "integer"}})"},
};
// clang-format on

ValidatedConfig with_argument(const std::string& declared, const std::string& given) {
    return valid(with_changes(
        subgraph_config,
        {{declared_label,
          declared_label + R"(, "a": {"type": )" + declared + ", \"default\": " + given + "}"},
         {R"("${label}"}})", R"("${label}", "n": "${a}"}})"}}));
}

} // namespace

TEST_CASE("messages about arguments are whole sentences with both places",
          "[config][subgraphs][messages]") {
    for (const Mistake& mistake : mistakes)
        CHECK(mistakes_in(with_changes(subgraph_config, mistake.changes)) == mistake.message);
}

TEST_CASE("an argument has the value of its use, or its default", "[config][subgraphs]") {
    const ValidatedConfig config = valid(subgraph_config);
    CHECK(*config.find("small/blur")->set.find("size") == Value{"s"});
    CHECK(param(config, "small/blur", "radius") == Value{3.0});
    CHECK(param(config, "sizes/0/blur", "radius") == Value{5.0});
    CHECK(param(config, "sizes/1/blur", "radius") == Value{3.0});
}

TEST_CASE("arguments keep their types", "[config][subgraphs]") {
    const auto attribute = [](const ValidatedConfig& config) {
        return *config.find("small/blur")->set.find("n");
    };
    CHECK(attribute(with_argument("\"integer\"", "3")) == Value{3});
    CHECK(attribute(with_argument("\"number\"", "3")) == Value{3});
    CHECK(attribute(with_argument("\"number\"", "3.5")) == Value{3.5});
    CHECK(attribute(with_argument("\"boolean\"", "true")) == Value{true});
    CHECK(attribute(with_argument("\"string\"", "\"3\"")) == Value{"3"});
}

TEST_CASE("a minimum and a maximum are held", "[config][subgraphs]") {
    const auto is_right = [](const char* value) {
        return mistakes_in(with_changes(
                   subgraph_config,
                   {{R"("maximum": 50)", R"("minimum": 2, "maximum": 50)"},
                    {R"("radius": 5)", std::string{R"("radius": )"} + value}})) == "no mistake";
    };
    CHECK_FALSE(is_right("1"));
    CHECK(is_right("2"));
    CHECK(is_right("50"));
    CHECK_FALSE(is_right("51"));
}

TEST_CASE("what for_each gives goes before what all copies have", "[config][subgraphs]") {
    const ValidatedConfig config = valid(with_changes(
        subgraph_config, {{R"("for_each": [)", R"("args": {"radius": 9}, "for_each": [)"}}));
    CHECK(param(config, "sizes/0/blur", "radius") == Value{5.0});
    CHECK(param(config, "sizes/1/blur", "radius") == Value{9.0});
}

TEST_CASE("an argument that nothing uses is a warning", "[config][subgraphs]") {
    const ValidatedConfig config = valid(with_changes(
        subgraph_config,
        {{declared_label, declared_label + R"(, "old": {"type": "list", "default": []})"}}));
    REQUIRE(config.content().warnings.size() == 1);
    CHECK(config.content().warnings[0].to_string() ==
          "graph.json:6:45: warning: subgraphs.variant.args.old: nothing in this subgraph uses the "
          "argument; write \"${old}\" where its value belongs, or remove it");
}

} // namespace penstock::test

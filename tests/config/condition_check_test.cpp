// SPDX-License-Identifier: Apache-2.0
#include "config/condition_check.hpp"

#include "config/routing_nodes.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

namespace penstock::test {
namespace {

std::string mistakes_in_condition(const std::string& condition) {
    return mistakes_of(R"("keep": {"type": "keep", "params": {"if": )" + condition +
                           R"(}}, "end": {"type": "null"})",
                       R"("paint -> keep -> end")");
}

std::string mistakes_in_cases(const std::string& cases, const std::string& edges) {
    return mistakes_of(R"("route": {"type": "route", "params": {"cases": )" + cases +
                           R"(}}, "end": {"type": "null"})",
                       edges);
}

struct Mistake {
    std::string condition;
    std::string message;
};

// clang-format off
const std::vector<Mistake> mistakes = {
{R"({"attr": "width", "ge": 512})", "no mistake"},
{R"({"attr": "size", "in": ["small", 3, true]})", "no mistake"},
{R"({"attr": "name", "matches": "IMG_*"})", "no mistake"},
{R"({"attr": "size", "exists": false})", "no mistake"},
{R"({"attr": "width", "ge": 1, "lt": 9.5, "x-why": 1})", "no mistake"},
{R"({"all": [{"any": [{"attr": "seq", "eq": 1}]}, {"not": {"attr": "dir", "eq": "."}}]})", "no mistake"},
{R"(5)",
 R"(graph.json:7:47: nodes.keep.params.if: found 5; expected a condition, such as {"attr": "width", "ge": 512})"},
{R"({})",
 R"(graph.json:7:47: nodes.keep.params.if: found no "attr", "all", "any" or "not"; expected a condition, such as {"attr": "width", "ge": 512})"},
{R"({"ge": 5})",
 R"(graph.json:7:47: nodes.keep.params.if: found no "attr", "all", "any" or "not"; expected a condition, such as {"attr": "width", "ge": 512})"},
{R"({"atr": "width", "ge": 5})",
 R"(graph.json:7:48: nodes.keep.params.if: unknown key "atr"; expected one of attr, all, any, not; did you mean "attr"?)"},
{R"({"attr": "widht", "ge": 5})",
 R"(graph.json:7:56: nodes.keep.params.if.attr: unknown attribute "widht"; expected one of name, path, dir, stem, source_ext, seq, index, format, width, height, channels, pixel_type, bytes, or one that "set" or a node gives; did you mean "width"?)"},
{R"({"attr": "sise", "eq": "a"})",
 R"(graph.json:7:56: nodes.keep.params.if.attr: unknown attribute "sise"; expected one of name, path, dir, stem, source_ext, seq, index, format, width, height, channels, pixel_type, bytes, or one that "set" or a node gives; did you mean "size"?)"},
{R"({"attr": 5, "eq": 5})",
 R"(graph.json:7:56: nodes.keep.params.if.attr: found 5; expected the name of an attribute)"},
{R"({"attr": "width", "gte": 5})",
 R"(graph.json:7:65: nodes.keep.params.if: unknown key "gte"; expected one of eq, ne, le, lt, ge, gt, in, matches, exists, attr; did you mean "ge"?)"},
{R"({"attr": "width"})",
 R"(graph.json:7:47: nodes.keep.params.if: nothing is asked of "width"; expected a comparison beside "attr": one of eq, ne, le, lt, ge, gt, in, matches, exists)"},
{R"({"attr": "width", "ge": "512"})",
 R"(graph.json:7:71: nodes.keep.params.if.ge: found "512"; "width" is a number; expected a number)"},
{R"({"attr": "name", "eq": 5})",
 R"(graph.json:7:70: nodes.keep.params.if.eq: found 5; "name" is text; expected a string)"},
{R"({"attr": "width", "in": [1, "2"]})",
 R"(graph.json:7:75: nodes.keep.params.if.in[1]: found "2"; "width" is a number; expected a number)"},
{R"({"attr": "width", "in": []})",
 R"(graph.json:7:71: nodes.keep.params.if.in: found an empty list; expected a list of values, at least one)"},
{R"({"attr": "width", "in": 5})",
 R"(graph.json:7:71: nodes.keep.params.if.in: found 5; expected a list of values, at least one)"},
{R"({"attr": "size", "eq": ["a"]})",
 R"(graph.json:7:70: nodes.keep.params.if.eq: found a list; expected a string, a number, true or false)"},
{R"({"attr": "size", "lt": true})",
 R"(graph.json:7:70: nodes.keep.params.if.lt: found true; expected a number or a string: true and false have no order)"},
{R"({"attr": "width", "matches": "5*"})",
 R"(graph.json:7:65: nodes.keep.params.if.matches: "width" is a number, and "matches" compares text; expected eq, ne, le, lt, ge, gt or in)"},
{R"({"attr": "name", "matches": 5})",
 R"(graph.json:7:75: nodes.keep.params.if.matches: found 5; expected a pattern, such as "IMG_*")"},
{R"({"attr": "name", "exists": 1})",
 R"(graph.json:7:74: nodes.keep.params.if.exists: found 1; expected true or false)"},
{R"({"attr": "pixel_type", "eq": "uint8"})",
 R"(graph.json:7:76: nodes.keep.params.if.eq: found "uint8"; expected one of u8, u16, f16, f32)"},
{R"({"all": []})",
 R"(graph.json:7:55: nodes.keep.params.if.all: found an empty list; expected a list of conditions, at least one)"},
{R"({"any": {"attr": "width", "ge": 5}})",
 R"(graph.json:7:55: nodes.keep.params.if.any: found an object; expected a list of conditions, at least one)"},
{R"({"not": []})",
 R"(graph.json:7:55: nodes.keep.params.if.not: found a list; expected a condition, such as {"attr": "width", "ge": 512})"},
{R"({"all": [{"attr": "seq", "eq": 1}], "any": [{"attr": "seq", "eq": 1}]})",
 R"(graph.json:7:47: nodes.keep.params.if: found all and any in one condition; expected one of them; combine conditions in a list: {"all": [...]})"},
{R"({"not": {"attr": "seq", "eq": 1}, "eq": 1})",
 R"(graph.json:7:81: nodes.keep.params.if: unknown key "eq"; expected one of not)"},
{R"({"all": [{"attr": "seq", "eq": "1"}, {"attr": "sek", "eq": 1}]})",
 "graph.json:7:78: nodes.keep.params.if.all[0].eq: found \"1\"; \"seq\" is a number; expected a number\n"
 "graph.json:7:93: nodes.keep.params.if.all[1].attr: unknown attribute \"sek\"; expected one of name, path, dir, stem, source_ext, seq, index, format, width, height, channels, pixel_type, bytes, or one that \"set\" or a node gives; did you mean \"seq\"?"},
};
// clang-format on

} // namespace

TEST_CASE("messages about conditions are whole sentences with a place", "[config][condition]") {
    for (const Mistake& mistake : mistakes) {
        INFO(mistake.condition);
        CHECK(mistakes_in_condition(mistake.condition) == mistake.message);
    }
}

TEST_CASE("conditions may name what nodes and parameters set", "[config][condition]") {
    const auto keep = [](const std::string& attribute) {
        return mistakes_of(R"("cut": {"type": "cut"},
                              "mark": {"type": "mark", "params": {"set": {"kind": "{piece}"}}},
                              "keep": {"type": "keep", "params": {"if": {"attr": ")" +
                               attribute + R"(", "exists": true}}}, "end": {"type": "null"})",
                           R"("paint -> cut -> mark -> keep -> end")");
    };
    CHECK(keep("piece") == "no mistake");
    CHECK(keep("kind") == "no mistake");
    CHECK(keep("kinds").find("unknown attribute \"kinds\"") != std::string::npos);
}

TEST_CASE("where nodes are missing, nobody knows what conditions may name", "[config][condition]") {
    const auto with_missing = [](const std::string& condition) {
        return mistakes_of(
            R"("gone": {"use": "gone"}, "keep": {"type": "keep", "params": {"if": )" + condition +
                R"(}}, "end": {"type": "null"})",
            R"("paint -> gone -> keep -> end")");
    };
    const std::string gone = "graph.json:7:21: nodes.gone.use: there is no subgraph \"gone\"; this "
                             "config has no \"subgraphs\"";
    CHECK(with_missing(R"({"attr": "of_gone", "eq": "a"})") == gone);
    CHECK(with_missing(R"({"attr": "width", "ge": "a"})") ==
          gone + "\ngraph.json:7:96: nodes.keep.params.if.ge: found \"a\"; \"width\" is a number; "
                 "expected a number");
}

TEST_CASE("named conditions are checked one by one, and so are their names",
          "[config][condition]") {
    CHECK(mistakes_in_cases(R"({"a": {"attr": "width", "ge": 5}, "x-why": 1})",
                            R"("paint -> route", "route.a -> end")") == "no mistake");
    CHECK(mistakes_in_cases("{}", R"("paint -> route -> end")") ==
          "graph.json:7:52: nodes.route.params.cases: found an empty object; expected an object of "
          "conditions by name, such as {\"wide\": {\"attr\": \"width\", \"ge\": 512}}");
    CHECK(mistakes_in_cases("5", R"("paint -> route -> end")") ==
          "graph.json:7:52: nodes.route.params.cases: found 5; expected an object of conditions by "
          "name, such as {\"wide\": {\"attr\": \"width\", \"ge\": 512}}");
    CHECK(mistakes_in_cases(R"({"a b": {"attr": "width", "ge": 5}, "c": {"attr": "width"}})",
                            R"("paint -> route -> end")") ==
          "graph.json:7:53: nodes.route.params.cases: \"a b\" is no name for a condition; expected "
          "letters, digits, _ and -\n"
          "graph.json:7:93: nodes.route.params.cases.c: nothing is asked of \"width\"; expected a "
          "comparison beside \"attr\": one of eq, ne, le, lt, ge, gt, in, matches, exists");
}

TEST_CASE("a node without the conditions that it needs shows how they look",
          "[config][condition]") {
    CHECK(mistakes_of(R"("route": {"type": "route"}, "end": {"type": "null"})",
                      R"("paint -> route -> end")") ==
          "graph.json:7:5: nodes.route: the parameter \"cases\" is missing; route needs it; "
          "expected an object of conditions by name, such as {\"wide\": {\"attr\": \"width\", "
          "\"ge\": 512}}, for example \"cases\": {\"large\": {\"attr\": \"width\", \"ge\": 9}}");
}

TEST_CASE("conditions take variables, and words of a short pipeline", "[config][condition]") {
    const std::string pipe = "numbers ! paint ! keep if='{\"attr\": \"width\", \"ge\": 5}' ! null";
    const ValidatedConfig config = validate(parse_pipe(pipe), routing_nodes());
    CHECK(*config.find("keep")->params.front().second.find("ge") == Value{5});
    CHECK_THROWS_WITH(validate(parse_pipe("numbers ! paint ! keep if={} ! null"), routing_nodes()),
                      Catch::Contains("found no \"attr\""));
}

} // namespace penstock::test

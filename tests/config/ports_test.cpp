// SPDX-License-Identifier: Apache-2.0
#include "config/ports.hpp"

#include "penstock/drawing.hpp"

#include "config/routing_nodes.hpp"
#include "support/catch.hpp"

#include <string>

namespace penstock::test {
namespace {

const std::string route =
    R"("route": {"type": "route", "params": {"cases": {"large": {"attr": "width", "ge": 9}, "small": {"attr": "width", "lt": 9}}}}, "end": {"type": "null"})";
const std::string pair =
    R"("pair": {"type": "pair", "params": {"inputs": ["a", "b"]}}, "blur": {"type": "blur"}, "end": {"type": "null"})";

std::string with_inputs(const std::string& inputs) {
    return mistakes_of(R"("pair": {"type": "pair", "params": {"inputs": )" + inputs +
                           R"(}}, "end": {"type": "null"})",
                       R"("paint -> [pair.a, pair.b]", "pair -> end")");
}

std::string with_case(const std::string& name) {
    return mistakes_of(R"("route": {"type": "route", "params": {"cases": {")" + name +
                           R"(": {"attr": "width", "ge": 9}}}}, "end": {"type": "null"})",
                       R"("paint -> route -> end")");
}

} // namespace

TEST_CASE("edges name the ports that parameters give", "[config][ports]") {
    CHECK(mistakes_of(route, R"("paint -> route", "route.large -> end", "route.small -> end")") ==
          "no mistake");
    CHECK(mistakes_of(route, R"("paint -> route", "route.large -> end", "route.smal -> end")")
              .find("\"route\" has no output \"smal\"; expected large, small or dead_letter; did "
                    "you mean \"small\"?") != std::string::npos);
    CHECK(mistakes_of(pair, R"("paint -> pair.a", "paint -> blur -> pair.b", "pair -> end")") ==
          "no mistake");
    CHECK(mistakes_of(pair, R"("paint -> pair", "paint -> blur -> pair.b", "pair -> end")")
              .find("\"pair\" has several inputs; expected one of them by name: \"pair.a\", "
                    "\"pair.b\"") != std::string::npos);
}

TEST_CASE("every output of a switch and every input of a join is connected", "[config][ports]") {
    CHECK(mistakes_of(route, R"("paint -> route", "route.large -> end")") ==
          "graph.json:7:5: nodes.route: nothing takes what comes out of its output \"small\"; "
          "connect it to null or record [F16]");
    CHECK(mistakes_of(pair, R"("paint -> [pair.a, blur]", "[pair, blur] -> end")") ==
          "graph.json:7:5: nodes.pair: no edge leads to its input \"b\"; connect it [F32]");
}

TEST_CASE("ports have names that an edge can name, each once", "[config][ports]") {
    CHECK(with_inputs(R"(["a", "b"])") == "no mistake");
    CHECK(with_inputs(R"(["a", "b", "a"])") ==
          "graph.json:7:52: nodes.pair.params: there are two inputs \"a\"; rename one");
    CHECK(with_inputs(R"(["a", "b c"])") ==
          "graph.json:7:57: nodes.pair.params: \"b c\" is no name for an input; expected letters, "
          "digits, _ and -");
    CHECK(with_inputs(R"(["a"])") == "graph.json:7:40: nodes.pair.params: one input is too few");
    CHECK(with_case("out") == "no mistake");
    CHECK(with_case("dead_letter") ==
          "graph.json:7:53: nodes.route.params: failed items leave through \"dead_letter\"; "
          "expected another name for the output");
}

TEST_CASE("ports that are unknown are no second mistake", "[config][ports]") {
    CHECK(mistakes_of(
              R"("route": {"type": "route", "params": {"cases": 5}}, "end": {"type": "null"})",
              R"("paint -> route", "route.large -> end")") ==
          "graph.json:7:52: nodes.route.params.cases: found 5; expected an object of conditions by "
          "name, such as {\"wide\": {\"attr\": \"width\", \"ge\": 512}}");
}

TEST_CASE("what passes on gives what it gets, through every port", "[config][ports]") {
    const std::string nodes =
        route +
        R"(, "keep": {"type": "keep"}, "write": {"type": "write", "params": {"path": "{seq}"}}, "encode": {"type": "encode"})";
    CHECK(
        mistakes_of(
            nodes,
            R"("paint -> keep -> route", "route.large -> write", "route.small -> encode -> write", "paint -> end")")
            .find("\"route\" gives images, but \"write\" takes encoded bytes; put encode "
                  "between") != std::string::npos);
    CHECK(
        mistakes_of(
            nodes,
            R"("paint -> encode -> keep -> route", "[route.large, route.small] -> write", "paint -> end")") ==
        "no mistake");
}

TEST_CASE("lists hold what went into them", "[config][ports]") {
    const std::string nodes =
        R"("bunch": {"type": "bunch"}, "keep": {"type": "keep"}, "unbunch": {"type": "unbunch"}, "encode": {"type": "encode"}, "write": {"type": "write", "params": {"path": "{seq}"}})";
    CHECK(mistakes_of(nodes, R"("paint -> bunch -> keep -> unbunch -> encode -> write")") ==
          "no mistake");
    CHECK(mistakes_of(nodes, R"("paint -> encode -> bunch -> keep -> unbunch -> write")") ==
          "no mistake");
    CHECK(mistakes_of(nodes,
                      R"("paint -> bunch -> unbunch -> write", "paint -> encode -> keep -> write")")
              .find("\"unbunch\" gives images, but \"write\" takes encoded bytes; put encode "
                    "between") != std::string::npos);
    CHECK(mistakes_of(
              nodes, R"("paint -> bunch -> keep -> encode -> write", "bunch -> unbunch -> encode")")
              .find("\"keep\" gives lists of images, but \"encode\" takes images") !=
          std::string::npos);
    CHECK(mistakes_of(
              nodes, R"("paint -> unbunch -> encode -> write", "paint -> bunch -> keep -> encode")")
              .find("\"paint\" gives images, but \"unbunch\" takes lists") != std::string::npos);
}

TEST_CASE("lists of several ways hold what each brings, and lists of lists are lists",
          "[config][ports]") {
    const std::string nodes =
        pair +
        R"(, "bunch": {"type": "bunch"}, "one": {"type": "unbunch"}, "two": {"type": "unbunch"}, "encode": {"type": "encode"})";
    CHECK(
        mistakes_of(
            nodes,
            R"("paint -> pair.a", "paint -> encode -> pair.b", "pair -> bunch -> one -> two -> end", "paint -> blur -> end")") ==
        "no mistake");
    CHECK(
        mistakes_of(
            nodes,
            R"("paint -> pair.a", "paint -> encode -> pair.b", "pair -> bunch -> one -> two -> blur -> end")")
            .find("\"two\" gives encoded bytes, but \"blur\" takes images") != std::string::npos);
    CHECK(
        mistakes_of(
            nodes,
            R"("paint -> pair.a", "paint -> encode -> pair.b", "pair -> bunch -> one -> blur -> end", "bunch -> two -> end")")
            .find("\"one\" gives lists of encoded bytes, but \"blur\" takes images") !=
        std::string::npos);
}

TEST_CASE("what a list holds that a node has made is not known, and so not refused",
          "[config][ports]") {
    CHECK(
        mistakes_of(
            R"("boxed": {"type": "boxed"}, "unbunch": {"type": "unbunch"}, "blur": {"type": "blur"}, "end": {"type": "null"})",
            R"("paint -> boxed -> unbunch -> blur -> end")") == "no mistake");
}

TEST_CASE("pieces are what their node says", "[config][ports]") {
    const std::string nodes =
        R"("cut": {"type": "cut"}, "blur": {"type": "blur"}, "write": {"type": "write", "params": {"path": "{seq}-{piece}"}}, "encode": {"type": "encode"})";
    CHECK(mistakes_of(nodes, R"("paint -> cut -> blur -> encode -> write")") == "no mistake");
    CHECK(mistakes_of(nodes, R"("paint -> cut -> write", "paint -> blur -> encode -> write")")
              .find("\"cut\" gives images, but \"write\" takes encoded bytes") !=
          std::string::npos);
}

TEST_CASE("a drawing names the ports that parameters give", "[config][ports]") {
    const std::string config =
        routing_config(route, R"("paint -> route", "route.large -> end", "route.small -> end")");
    const std::string dot = draw(validate(parse_config(config, "graph.json"), routing_nodes()), {});
    CHECK(dot.find("large") != std::string::npos);
    CHECK(dot.find("small") != std::string::npos);
}

TEST_CASE("a type can say by parameters whether it consults the clock", "[config][ports]") {
    const NodeRegistry registry = routing_nodes();
    CHECK_FALSE(registry.find("bunch")->consults_clock({{"size", 2}}));
    CHECK(registry.find("bunch")->consults_clock({{"size", 2}, {"timeout", 1.0}}));
    CHECK_FALSE(registry.find("blur")->consults_clock({}));
}

} // namespace penstock::test

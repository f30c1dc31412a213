// SPDX-License-Identifier: Apache-2.0
#include "config/attribute_values.hpp"

#include "config/routing_nodes.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

namespace penstock::test {
namespace {

std::string mistakes_in_set(const std::string& set) {
    return mistakes_of(R"("mark": {"type": "mark", "params": {"set": )" + set +
                           R"(}}, "end": {"type": "null"})",
                       R"("paint -> mark -> end")");
}

} // namespace

TEST_CASE("attributes are strings with fields, numbers and truths", "[config][attributes]") {
    CHECK(mistakes_in_set(R"({"a": "{stem}-{seq:04}", "b": 4, "c": true, "d": "{size}"})") ==
          "no mistake");
    CHECK(mistakes_in_set("5") == "graph.json:7:48: nodes.mark.params.set: found 5; expected an "
                                  "object of attributes, such as {\"size\": \"small\"}");
    CHECK(mistakes_in_set(R"({"a": []})") ==
          "graph.json:7:54: nodes.mark.params.set.a: found a list; expected a string, a number, "
          "true or false");
    CHECK(mistakes_in_set(R"({"9a": 1})") ==
          "graph.json:7:49: nodes.mark.params.set: \"9a\" is no name for an attribute; expected "
          "letters, digits, _ and -, a letter first");
    CHECK(mistakes_in_set(R"({"a": "{stam}"})")
              .find("graph.json:7:55: nodes.mark.params.set.a: unknown field {stam}") == 0);
}

TEST_CASE("no config sets what every item has", "[config][attributes]") {
    for (const std::string& name : config::taken_attributes())
        CHECK(mistakes_in_set("{\"" + name + "\": 1}")
                  .find("every item has a \"" + name + "\" already") != std::string::npos);
}

TEST_CASE("the names of attributes come from set, from parameters and from nodes",
          "[config][attributes]") {
    const PipelineConfig config = parse_config(
        routing_config(
            R"("mark": {"type": "mark", "params": {"set": {"kind": 1, "size": 2}}}, "cut": {"type": "cut"}, "odd": {"type": 5})",
            "\"paint -> mark\""),
        "graph.json");
    CHECK(config::attribute_names(config, routing_nodes()) ==
          std::vector<std::string>{"size", "kind", "piece"});
}

} // namespace penstock::test

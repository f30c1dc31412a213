// SPDX-License-Identifier: Apache-2.0
#include "penstock/node_reference.hpp"

#include "config/node_reference.hpp"
#include "config/routing_nodes.hpp"
#include "config/sample_nodes.hpp"
#include "json/parse.hpp"
#include "support/catch.hpp"

#include <string>

using namespace penstock;
using Catch::Matchers::Contains;

namespace {

Value parsed(const std::string& text) {
    std::vector<ConfigIssue> issues;
    auto value = json::parse(text, 0, issues);
    REQUIRE(issues.empty());
    REQUIRE(value.has_value());
    return *value;
}

const Value& entry(const Value& list, const std::string& key, const std::string& name) {
    for (const Value& one : list.as_array())
        if (one.find(key) != nullptr && *one.find(key) == Value{name})
            return one;
    FAIL("no entry " + name);
    return list;
}

ParamDescriptor param_of(ParamType type) {
    ParamDescriptor param;
    param.name = "p";
    param.type = type;
    param.doc = "Doc.";
    return param;
}

} // namespace

TEST_CASE("a node type is described for a terminal", "[config][reference]") {
    NodeDescriptor descriptor;
    descriptor.type = "tint";
    descriptor.doc = "Blends a colour over the image. This sentence is here to be so long that the "
                     "text has to go on in the next line.";
    descriptor.kind = NodeKind::transform;
    descriptor.inputs = {{"in", "image", "what to work on"}};
    descriptor.outputs = {{"out", "image", "the result"}};
    descriptor.traits.consults_clock = true;
    ParamDescriptor strength = param_of(ParamType::number);
    strength.name = "strength";
    strength.minimum = 0;
    strength.maximum = 1;
    strength.default_value = 0.5;
    ParamDescriptor colour = param_of(ParamType::choice);
    colour.name = "colour";
    colour.choices = {"red", "green", "blue"};
    colour.is_required = true;
    colour.example = "red";
    descriptor.params = {strength, colour};
    CHECK(describe_as_text(descriptor) == R"(tint (transform)
  Blends a colour over the image. This sentence is here to be so long that the
  text has to go on in the next line.

  takes        image (in: what to work on)
  gives        image (out: the result)
  concurrency  unlimited
  Consults the clock: its output can differ from run to run.

  parameters
    strength: number, 0 to 1; default 0.5
        Doc.
    colour: red, green or blue; required, such as red
        Doc.
)");
}

TEST_CASE("a range is told in the unit of the parameter", "[config][reference]") {
    ParamDescriptor size = param_of(ParamType::byte_size);
    size.minimum = 4096;
    CHECK(config::type_and_range(size) == "size, at least 4KiB");
    ParamDescriptor pixels = param_of(ParamType::pixel_count);
    pixels.maximum = 64e6;
    CHECK(config::type_and_range(pixels) == "pixel count, at most 64Mpx");
    ParamDescriptor time = param_of(ParamType::duration);
    time.minimum = 0.25;
    time.maximum = 90;
    CHECK(config::type_and_range(time) == "duration, 250ms to 90s");
    ParamDescriptor width = param_of(ParamType::integer);
    width.minimum = 1;
    width.maximum = 65535;
    width.unit = "px";
    CHECK(config::type_and_range(width) == "integer, 1 to 65535 px");
    ParamDescriptor path = param_of(ParamType::string);
    path.is_template = true;
    CHECK(config::type_and_range(path) == "string with {fields}");
}

TEST_CASE("a range that only says how large an integer is, is not told", "[config][reference]") {
    ParamDescriptor count = param_of(ParamType::integer);
    count.minimum = 0;
    count.maximum = 4294967295.0;
    CHECK(config::type_and_range(count) == "integer, at least 0");
}

TEST_CASE("default concurrency is told in words", "[config][reference]") {
    NodeDescriptor descriptor;
    CHECK(config::default_concurrency(descriptor) == "unlimited");
    descriptor.traits.default_concurrency = 1;
    CHECK(config::default_concurrency(descriptor) == "serial");
    descriptor.traits.default_concurrency = 4;
    CHECK(config::default_concurrency(descriptor) == "4");
    descriptor.traits.is_concurrent = false;
    CHECK(config::default_concurrency(descriptor) == "serial, always");
}

TEST_CASE("all node types are described as one JSON list", "[config][reference]") {
    const NodeRegistry registry = test::sample_nodes();
    const Value list = parsed(describe_as_json(registry));
    REQUIRE(list.as_array().size() == registry.names().size());
    const Value& encode = entry(list, "type", "encode");
    CHECK(*encode.find("kind") == Value{"transform"});
    CHECK(*encode.find("concurrent") == Value{true});
    const Value& quality = entry(*encode.find("params"), "name", "quality");
    CHECK(*quality.find("type") == Value{"integer"});
    CHECK(*quality.find("minimum") == Value{1});
    CHECK(*quality.find("maximum") == Value{100});
    CHECK(*quality.find("required") == Value{false});
    const Value& format = entry(*encode.find("params"), "name", "format");
    CHECK(format.find("choices")->as_array().front() == Value{"jpeg"});
    const Value& path = entry(*entry(list, "type", "write").find("params"), "name", "path");
    CHECK(*path.find("required") == Value{true});
    CHECK(*path.find("template") == Value{true});
    CHECK(path.find("default") == nullptr);
    CHECK(*entry(list, "type", "count_up").find("concurrent") == Value{false});
}

TEST_CASE("the Markdown reference has a heading and a table for each node type",
          "[config][reference]") {
    const NodeRegistry registry = test::sample_nodes();
    const std::string text = describe_as_markdown(registry);
    CHECK_THAT(text, Catch::Matchers::StartsWith("# Nodes\n"));
    for (const std::string& name : registry.names())
        CHECK_THAT(text, Contains("\n### `" + name + "`\n"));
    CHECK_THAT(text, Contains("| `quality` | integer, 1 to 100"));
    CHECK(text.find("## Sources") < text.find("### `numbers`"));
    CHECK(text.find("### `numbers`") < text.find("## The limiter"));
    CHECK(text.find("## Sinks") < text.find("### `write`"));
}

TEST_CASE("a bar in a text does not end its table cell", "[config][reference]") {
    NodeRegistry registry = test::sample_nodes();
    NodeType odd = *registry.find("blur");
    odd.descriptor.type = "odd";
    odd.descriptor.params.front().doc = "a | b";
    registry.add(odd);
    CHECK_THAT(describe_as_markdown(registry), Contains("| a \\| b |"));
}

TEST_CASE("ports that parameters name, and attributes that nodes set, are told",
          "[config][reference]") {
    const NodeRegistry registry = test::routing_nodes();
    CHECK_THAT(describe_as_text(registry.find("route")->descriptor),
               Contains("gives        any (the result, through ports that its parameters name)"));
    CHECK_THAT(describe_as_text(registry.find("pair")->descriptor),
               Contains("takes        any (what to put together, through ports that its "
                        "parameters name)"));
    CHECK_THAT(describe_as_text(registry.find("cut")->descriptor),
               Contains("Sets the attributes piece."));
    CHECK_THAT(describe_as_text(registry.find("keep")->descriptor),
               Contains("if: condition; optional"));
    const Value list = parsed(describe_as_json(registry));
    CHECK(*entry(list, "type", "route").find("names_outputs") == Value{true});
    CHECK(*entry(list, "type", "pair").find("names_inputs") == Value{true});
    CHECK(*entry(list, "type", "cut").find("names_outputs") == Value{false});
    CHECK(*entry(list, "type", "cut").find("attributes") == Value{Value::Array{"piece"}});
}

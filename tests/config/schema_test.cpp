// SPDX-License-Identifier: Apache-2.0
#include "penstock/node_reference.hpp"

#include "config/routing_nodes.hpp"
#include "config/sample_nodes.hpp"
#include "config/schema_values.hpp"
#include "config/units.hpp"
#include "json/parse.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <regex>
#include <string>

using namespace penstock;

namespace {

Value schema() {
    std::vector<ConfigIssue> issues;
    auto value = json::parse(json_schema(test::sample_nodes()), 0, issues);
    REQUIRE(issues.empty());
    return *value;
}

// The rule for nodes of one type.
Value rule_for(const std::string& type) {
    const Value whole = schema();
    const Value& rules = *whole.find("definitions")->find("node")->find("allOf");
    for (const Value& rule : rules.as_array())
        if (rule.find("if") != nullptr &&
            *rule.find("if")->find("properties")->find("type")->find("const") == Value{type})
            return *rule.find("then");
    FAIL("no rule for " + type);
    return {};
}

// The schema of its parameters; the alternative is a variable.
Value params_of(const std::string& type) {
    return rule_for(type).find("properties")->find("params")->find("anyOf")->as_array().front();
}

bool allows_variable(const Value& schema) {
    const Value* alternatives = schema.find("anyOf");
    const auto is_variable = [](const Value& one) {
        const Value* reference = one.find("$ref");
        return reference != nullptr && *reference == Value{"#/definitions/variable"};
    };
    return alternatives != nullptr && std::any_of(alternatives->as_array().begin(),
                                                  alternatives->as_array().end(),
                                                  is_variable);
}

std::regex pattern_of(ParamType type) {
    return std::regex{config::param_shape(type).find("pattern")->as_string()};
}

} // namespace

TEST_CASE("the schema is of draft 07 and knows every node type", "[config][schema]") {
    const Value whole = schema();
    CHECK(*whole.find("$schema") == Value{"http://json-schema.org/draft-07/schema#"});
    const Value& types =
        *whole.find("definitions")->find("partial_node")->find("properties")->find("type");
    const Value& names = *types.find("anyOf")->as_array().front().find("enum");
    std::vector<std::string> found;
    for (const Value& name : names.as_array())
        found.push_back(name.as_string());
    CHECK(found == test::sample_nodes().names());
    CHECK(allows_variable(types));
}

TEST_CASE("the schema refuses unknown keys and leaves x- free", "[config][schema]") {
    const Value whole = schema();
    for (const Value& object : {whole,
                                *whole.find("definitions")->find("partial_node"),
                                *whole.find("definitions")->find("subgraph"),
                                *whole.find("properties")->find("limits"),
                                params_of("encode")}) {
        CHECK(*object.find("additionalProperties") == Value{false});
        CHECK(object.find("patternProperties")->find("^x-") != nullptr);
    }
    CHECK(whole.find("properties")->find("$schema") != nullptr);
}

TEST_CASE("the schema has type, range, default and documentation of a parameter",
          "[config][schema]") {
    const Value params = params_of("encode");
    const Value& quality = *params.find("properties")->find("quality");
    const Value& shape = quality.find("anyOf")->as_array().front();
    CHECK(*shape.find("type") == Value{"integer"});
    CHECK(*shape.find("minimum") == Value{1});
    CHECK(*shape.find("maximum") == Value{100});
    CHECK(quality.find("default") != nullptr);
    CHECK_FALSE(quality.find("description")->as_string().empty());
    CHECK(allows_variable(quality));
}

TEST_CASE("the schema holds each number of a list against its range", "[config][schema]") {
    const Value params = params_of("blur");
    const Value& weights = *params.find("properties")->find("weights");
    const Value::Array& shapes =
        weights.find("anyOf")->as_array().front().find("anyOf")->as_array();
    for (const Value& number : {shapes[0], *shapes[1].find("items")}) {
        CHECK(*number.find("type") == Value{"number"});
        CHECK(*number.find("minimum") == Value{0.0});
        CHECK(*number.find("maximum") == Value{1.0});
    }
    CHECK(*shapes[1].find("minItems") == Value{1});
    CHECK(allows_variable(weights));
}

TEST_CASE("the schema requires what a node type requires", "[config][schema]") {
    CHECK(*params_of("write").find("required") == Value{Value::Array{"path"}});
    CHECK(*rule_for("write").find("required") == Value{Value::Array{"params"}});
    CHECK(params_of("encode").find("required") == nullptr);
    CHECK(rule_for("encode").find("required") == nullptr);
}

TEST_CASE("the schema allows a serial node no concurrency, and a limiter none at all",
          "[config][schema]") {
    const Value serial = rule_for("count_up")
                             .find("properties")
                             ->find("concurrency")
                             ->find("anyOf")
                             ->as_array()
                             .front();
    CHECK(*serial.find("enum") == Value{Value::Array{"serial", 1}});
    CHECK(rule_for("blur").find("properties")->find("concurrency") == nullptr);
    CHECK(*rule_for("limiter").find("properties")->find("concurrency") == Value{false});
    CHECK(*rule_for("limiter").find("properties")->find("on_error") == Value{false});
}

TEST_CASE("the schema's patterns of amounts accept what the loader accepts", "[config][schema]") {
    const std::regex sizes = pattern_of(ParamType::byte_size);
    for (const char* text : {"1B",
                             "1kB",
                             "2KB",
                             "3MB",
                             "4GB",
                             "5TB",
                             "6KiB",
                             "512MiB",
                             "1.5GiB",
                             "1TiB",
                             "512",
                             "MiB",
                             "1 MiB",
                             "1.MiB",
                             ".5MiB",
                             "1mib",
                             "-1B",
                             "1PiB"}) {
        CAPTURE(text);
        CHECK(std::regex_search(text, sizes) == config::parse_byte_size(text).amount.has_value());
    }
    const std::regex pixels = pattern_of(ParamType::pixel_count);
    for (const char* text : {"1px", "2kpx", "64Mpx", "1.5Gpx", "64", "px", "64mpx", "64 Mpx"}) {
        CAPTURE(text);
        CHECK(std::regex_search(text, pixels) ==
              config::parse_pixel_count(text).amount.has_value());
    }
    const std::regex times = pattern_of(ParamType::duration);
    for (const char* text : {"1ns", "2us", "250ms", "20s", "5min", "2h", "1.5s", "20", "s", "3d"}) {
        CAPTURE(text);
        CHECK(std::regex_search(text, times) == config::parse_duration(text).amount.has_value());
    }
}

TEST_CASE("the schema's pattern of edges accepts what the loader accepts", "[config][schema]") {
    const Value whole = schema();
    const Value& items = *whole.find("properties")->find("edges")->find("items");
    const std::regex edges{items.find("anyOf")->as_array().front().find("pattern")->as_string()};
    for (const char* text : {"a -> b",
                             "a->b",
                             "a -> [b, c] -> d",
                             "[a,b]->c",
                             "a.out -> b.in",
                             " a -> b ",
                             "a-b -> c",
                             "a",
                             "a -> ",
                             "-> a",
                             "a - b",
                             "a -> [b",
                             "a -> []",
                             "a b -> c",
                             "a.b.c -> d",
                             "a => b"}) {
        CAPTURE(text);
        const PipelineConfig config = parse_config(
            R"({"penstock": "1.0", "nodes": {}, "edges": [")" + std::string{text} + "\"]}", "t");
        const bool is_refused =
            std::any_of(config.issues.begin(), config.issues.end(), [](const ConfigIssue& issue) {
                return issue.path.starts_with("edges");
            });
        CHECK(std::regex_search(text, edges) == !is_refused);
    }
}

TEST_CASE("a variable is a text with ${name} in it", "[config][schema]") {
    const Value whole = schema();
    const std::regex variable{
        whole.find("definitions")->find("variable")->find("pattern")->as_string()};
    CHECK(std::regex_search("${count}", variable));
    CHECK(std::regex_search("${n}MiB", variable));
    CHECK_FALSE(std::regex_search("count", variable));
    CHECK_FALSE(std::regex_search("$count", variable));
}

TEST_CASE("the schema knows conditions, which refer to themselves", "[config][schema]") {
    std::vector<ConfigIssue> issues;
    const auto whole = json::parse(json_schema(test::routing_nodes()), 0, issues);
    REQUIRE(whole);
    const Value& condition = *whole->find("definitions")->find("condition");
    CHECK(allows_variable(condition));
    const Value::Array& forms = condition.find("anyOf")->as_array();
    REQUIRE(forms.size() == 5);
    CHECK(forms[0].find("properties")->find("ge") != nullptr);
    CHECK(*forms[3].find("properties")->find("not")->find("$ref") ==
          Value{"#/definitions/condition"});
    const auto shape = [](ParamType type) { return config::param_shape(type); };
    CHECK(*shape(ParamType::condition).find("$ref") == Value{"#/definitions/condition"});
    CHECK(*shape(ParamType::conditions).find("minProperties") == Value{1});
    CHECK(shape(ParamType::attributes).find("propertyNames") != nullptr);
}

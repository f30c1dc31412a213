// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"
#include "penstock/node_reference.hpp"

#include "config/schema_values.hpp"
#include "config/templates.hpp"
#include "json/write.hpp"

#include <string>
#include <utility>

namespace penstock {
namespace {

using config::described;
using config::extended;
using config::one_of;
using config::or_variable;
using config::strict_object;
using config::text_like;
using config::text_list;

constexpr const char* identifier = "^[A-Za-z_][A-Za-z0-9_-]*$";
constexpr const char* node_names = "^[A-Za-z0-9_-]+$";

std::string edge_pattern() {
    const std::string name = "[A-Za-z0-9_-]+";
    const std::string end = name + "(\\." + name + ")?";
    const std::string ends =
        "(" + end + "|\\[[ \\t]*" + end + "([ \\t]*,[ \\t]*" + end + ")*[ \\t]*\\])";
    return "^[ \\t]*" + ends + "([ \\t]*->[ \\t]*" + ends + ")+[ \\t]*$";
}

Value count_up_to(std::int64_t most) {
    return Value::Object{{"type", "integer"}, {"minimum", 1}, {"maximum", most}};
}

Value concurrency() {
    return described("How many calls may run at once.",
                     or_variable(Value::Array{one_of({"serial", "unlimited"}), count_up_to(4096)}));
}

Value only_serial() {
    return described("This type works on one item at a time.",
                     or_variable(Value::Array{Value::Object{{"enum", Value::Array{"serial", 1}}}}));
}

Value limits() {
    const Value count_or_auto = or_variable(Value::Array{one_of({"auto"}), count_up_to(4096)});
    const Value size = config::param_shape(ParamType::byte_size);
    const Value pixels = config::param_shape(ParamType::pixel_count);
    return described(
        "What the whole pipeline may use.",
        strict_object(Value::Object{
            {"threads", described("Threads that compute.", count_or_auto)},
            {"io_threads", described("Threads that wait for files.", count_or_auto)},
            {"memory",
             described("Memory for images over all limiters: a size such as \"2GiB\".",
                       or_variable(Value::Array{one_of({"auto"}), size}))},
            {"open_files",
             described("Files that are open at once.",
                       or_variable(Value::Array{count_up_to(1'000'000)}))},
            {"largest_item",
             described("What an image of unknown size counts as: pixels such as \"64Mpx\".",
                       or_variable(Value::Array{pixels}))}}));
}

Value error_policy() {
    const Value policy = or_variable(Value::Array{one_of({"fail", "skip", "dead_letter"})});
    Value::Object classes{{"*", described("Every class that is not named.", policy)}};
    for (int i = 0; i <= static_cast<int>(ErrorClass::cancelled); ++i)
        classes.emplace_back(to_string(static_cast<ErrorClass>(i)), policy);
    return described("What becomes of an item that fails here: one word, or one for each class of "
                     "error.",
                     Value::Object{{"anyOf", Value::Array{policy, strict_object(classes)}}});
}

Value strings(const std::vector<std::string>& texts) {
    return Value::Array(texts.begin(), texts.end());
}

Value attributes() {
    const Value scalar = Value::Object{{"type", text_list({"string", "number", "boolean"})}};
    const Value names =
        Value::Object{{"pattern", identifier},
                      {"not", Value::Object{{"enum", strings(config::template_fields())}}}};
    return described("Attributes for everything that passes; name templates can use them.",
                     Value::Object{{"type", "object"},
                                   {"propertyNames", names},
                                   {"additionalProperties", scalar}});
}

Value params_of(const NodeDescriptor& descriptor) {
    Value::Object properties;
    Value::Array required;
    for (const ParamDescriptor& param : descriptor.params) {
        properties.emplace_back(param.name, config::param_schema(param));
        if (param.is_required)
            required.emplace_back(param.name);
    }
    Value object = strict_object(std::move(properties));
    if (!required.empty())
        object.as_object().emplace_back("required", std::move(required));
    return Value::Object{
        {"anyOf",
         Value::Array{std::move(object), Value::Object{{"$ref", "#/definitions/variable"}}}}};
}

// What holds for nodes of one type.
Value rule_for(const NodeDescriptor& descriptor) {
    Value::Object properties{{"params", params_of(descriptor)}};
    if (descriptor.kind == NodeKind::limiter)
        properties.emplace_back("concurrency", false);
    else if (!descriptor.traits.is_concurrent)
        properties.emplace_back("concurrency", only_serial());
    if (descriptor.kind == NodeKind::source || descriptor.kind == NodeKind::limiter)
        properties.emplace_back("on_error", false);
    Value::Object then{{"properties", std::move(properties)}};
    for (const ParamDescriptor& param : descriptor.params)
        if (param.is_required) {
            then.emplace_back("required", text_list({"params"}));
            break;
        }
    return Value::Object{
        {"if",
         Value::Object{
             {"properties", Value::Object{{"type", Value::Object{{"const", descriptor.type}}}}},
             {"required", text_list({"type"})}}},
        {"then", std::move(then)}};
}

Value node(const NodeRegistry& registry) {
    Value::Array rules;
    for (const std::string& name : registry.names())
        rules.push_back(rule_for(registry.find(name)->descriptor));
    const Value types = Value::Object{{"enum", strings(registry.names())}};
    Value node = strict_object(
        Value::Object{{"type", described("What the node does.", or_variable(Value::Array{types}))},
                      {"concurrency", concurrency()},
                      {"params", Value::Object{{"type", text_list({"object", "string"})}}},
                      {"on_error", error_policy()},
                      {"set", attributes()}});
    return extended(std::move(node),
                    {{"required", text_list({"type"})}, {"allOf", std::move(rules)}});
}

Value nodes() {
    return described(
        "The nodes by name. Order counts: sources are read in it.",
        Value::Object{{"type", "object"},
                      {"minProperties", 1},
                      {"patternProperties",
                       Value::Object{{node_names, Value::Object{{"$ref", "#/definitions/node"}}}}},
                      {"additionalProperties", false}});
}

Value edges() {
    return described(
        R"(How items flow: "a -> b -> c", "a -> [b, c] -> d", "a.dead_letter -> e".)",
        Value::Object{{"type", "array"},
                      {"items", or_variable(Value::Array{text_like(edge_pattern())})}});
}

Value top_level() {
    const Value text = Value::Object{{"type", "string"}};
    const Value version = text_like("^1\\.[0-9]+$");
    return strict_object(Value::Object{
        {"$schema", described("Where this schema is, for editors.", text)},
        {"penstock", described("The version of the format.", version)},
        {"name", described("For reports and drawings.", text)},
        {"description", described("What the pipeline is for.", text)},
        {"vars",
         described("Variables: \"${name}\" stands for the value; --var changes it.",
                   Value::Object{{"type", "object"},
                                 {"propertyNames", Value::Object{{"pattern", identifier}}}})},
        {"limits", limits()},
        {"plugins",
         described("Libraries that bring node types: not supported yet.",
                   Value::Object{{"type", "array"}, {"maxItems", 0}})},
        {"nodes", nodes()},
        {"edges", edges()}});
}

} // namespace

std::string json_schema(const NodeRegistry& registry) {
    const Value schema =
        extended(Value::Object{{"$schema", "http://json-schema.org/draft-07/schema#"},
                               {"title", "penstock pipeline"},
                               {"description", "A pipeline of images: what penstock run reads."}},
                 top_level().as_object());
    const Value variable = described(R"(A text with a variable in it: "${name}".)",
                                     text_like(R"(\$\{[A-Za-z_][A-Za-z0-9_-]*\})"));
    const Value whole = extended(
        schema,
        {{"required", text_list({"penstock", "nodes", "edges"})},
         {"definitions", Value::Object{{"variable", variable}, {"node", node(registry)}}}});
    return json::to_text(whole, json::Layout::indented) + '\n';
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"
#include "penstock/node_reference.hpp"

#include "config/on_error.hpp"
#include "config/schema_values.hpp"
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

constexpr const char* node_names = "^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$";

// "node" or "node.port".
std::string end_pattern() {
    const std::string word = "[A-Za-z0-9_-]+";
    return word + "(/" + word + ")*(\\." + word + ")?";
}

std::string edge_pattern() {
    const std::string end = end_pattern();
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

Value retry() {
    const std::string delay = "[0-9]+(\\.[0-9]+)?(ns|us|ms|s|min|h)";
    return described(
        "How often a call is repeated that failed, and after how long.",
        strict_object(Value::Object{
            {"attempts",
             described("Calls in all, the first one included.",
                       or_variable(Value::Array{Value::Object{{"type", "integer"},
                                                              {"minimum", 2},
                                                              {"maximum", config::most_attempts},
                                                              {"default", 3}}}))},
            {"backoff",
             described(
                 "The first and the longest delay, \"100ms..5s\", or one delay; it doubles "
                 "from call to call.",
                 or_variable(Value::Array{text_like("^" + delay + "(\\.\\." + delay + ")?$")}))}}));
}

Value error_policy() {
    const Value end = or_variable(Value::Array{one_of({"fail", "skip", "dead_letter"})});
    const Value rule = or_variable(Value::Array{
        one_of({"fail", "skip", "dead_letter", "retry"}),
        strict_object(Value::Object{
            {"retry", retry()},
            {"then", described("What is done when every attempt has failed.", end)}})});
    Value::Object classes{{"*", described("Every class that is not named.", rule)}};
    for (int i = 0; i <= static_cast<int>(ErrorClass::cancelled); ++i)
        classes.emplace_back(to_string(static_cast<ErrorClass>(i)), rule);
    return described("What becomes of an item that fails here: one rule, or one for each class of "
                     "error.",
                     Value::Object{{"anyOf", Value::Array{rule, strict_object(classes)}}});
}

// A rule that is an object repeats calls; "then" alone can only be put over such a rule.
Value complete_error_policy() {
    const Value any = Value::Object{};
    return Value::Object{
        {"dependencies", Value::Object{{"then", text_list({"retry"})}}},
        {"properties", Value::Object{{"retry", any}}},
        {"patternProperties", Value::Object{{"^x-", any}}},
        {"additionalProperties", Value::Object{{"required", text_list({"retry"})}}}};
}

Value timeout() {
    return described("How long one call may take, such as \"20s\"; what takes longer fails.",
                     or_variable(Value::Array{config::param_shape(ParamType::duration)}));
}

Value errors() {
    const Value share = text_like("^(100(\\.0+)?|[0-9]?[0-9](\\.[0-9]+)?)%$");
    const Value count =
        Value::Object{{"type", "integer"}, {"minimum", 0}, {"maximum", 1'000'000'000}};
    const Value budget = strict_object(Value::Object{
        {"max",
         described("How many items may fail before the run is given up: a share such as "
                   "\"1%\" of those that have ended, or a number.",
                   or_variable(Value::Array{share, count}))},
        {"min_items",
         described("As long as fewer have ended, a share says nothing.",
                   or_variable(Value::Array{count_up_to(1'000'000'000)}))}});
    return described("What the whole run does about errors.",
                     strict_object(Value::Object{{"budget", budget}}));
}

Value strings(const std::vector<std::string>& texts) {
    return Value::Array(texts.begin(), texts.end());
}

Value attributes() {
    return described("Attributes for everything that passes; name templates can use them.",
                     config::attributes_shape());
}

Value params_of(const NodeDescriptor& descriptor) {
    return Value::Object{{"anyOf",
                          Value::Array{config::members_schema(descriptor.params),
                                       Value::Object{{"$ref", "#/definitions/variable"}}}}};
}

// What holds for nodes of one type.
Value rule_for(const NodeDescriptor& descriptor) {
    Value::Object properties{{"params", params_of(descriptor)}};
    if (descriptor.kind == NodeKind::limiter)
        properties.emplace_back("concurrency", false);
    else if (!descriptor.traits.is_concurrent)
        properties.emplace_back("concurrency", only_serial());
    if (descriptor.kind == NodeKind::source || descriptor.kind == NodeKind::limiter)
        properties.insert(properties.end(), {{"on_error", false}, {"timeout", false}});
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

Value reference_to(std::string_view definition) {
    return Value::Object{{"$ref", "#/definitions/" + std::string{definition}}};
}

// An object of named things.
Value named(const char* names, Value thing) {
    return Value::Object{{"type", "object"},
                         {"patternProperties", Value::Object{{names, std::move(thing)}}},
                         {"additionalProperties", false}};
}

// What an entry of "nodes" may have: a node, the use of a subgraph, or a part of one that is put
// over another.
Value partial_node(const NodeRegistry& registry) {
    const Value types = Value::Object{{"enum", strings(registry.names())}};
    const Value args = described("Values for the arguments of the subgraph.",
                                 or_variable(Value::Array{Value::Object{{"type", "object"}}}));
    const Value copies =
        Value::Object{{"type", "array"},
                      {"minItems", 1},
                      {"items", or_variable(Value::Array{Value::Object{{"type", "object"}}})}};
    return strict_object(
        Value::Object{{"type", described("What the node does.", or_variable(Value::Array{types}))},
                      {"concurrency", concurrency()},
                      {"params", Value::Object{{"type", text_list({"object", "string", "null"})}}},
                      {"on_error", error_policy()},
                      {"timeout", timeout()},
                      {"set", attributes()},
                      {"use", described("The subgraph that stands here.", text_like(".+"))},
                      {"args", args},
                      {"for_each",
                       described("One copy of the subgraph for each of these: its arguments.",
                                 or_variable(Value::Array{copies}))}});
}

// A node that is complete: of a type, with what that asks for, or the use of a subgraph. An entry
// "small/encode" changes a node of a copy.
Value node(const NodeRegistry& registry) {
    Value::Array rules;
    for (const std::string& name : registry.names())
        rules.push_back(rule_for(registry.find(name)->descriptor));
    const Value one_kind =
        Value::Array{Value::Object{{"required", text_list({"type"})},
                                   {"properties",
                                    Value::Object{{"use", false},
                                                  {"args", false},
                                                  {"for_each", false},
                                                  {"on_error", complete_error_policy()}}}},
                     Value::Object{{"required", text_list({"use"})},
                                   {"properties",
                                    Value::Object{{"type", false},
                                                  {"concurrency", false},
                                                  {"params", false},
                                                  {"on_error", false},
                                                  {"timeout", false},
                                                  {"set", false}}}}};
    rules.insert(rules.begin(), {reference_to("partial_node"), Value::Object{{"anyOf", one_kind}}});
    return Value::Object{{"allOf", std::move(rules)}};
}

Value nodes() {
    const Value entry = Value::Object{
        {"anyOf",
         Value::Array{reference_to("partial_node"),
                      described("Takes away what is below.", Value::Object{{"type", "null"}})}}};
    return described("The nodes by name. Order counts: sources are read in it. \"small/encode\" "
                     "changes the node \"encode\" of the subgraph that \"small\" uses.",
                     named(node_names, entry));
}

Value complete_nodes() {
    return Value::Object{
        {"minProperties", 1},
        {"patternProperties", Value::Object{{config::node_name_pattern, reference_to("node")}}}};
}

Value complete_subgraphs() {
    const Value argument = Value::Object{{"required", text_list({"type"})}};
    const Value args =
        Value::Object{{"patternProperties", Value::Object{{config::identifier_pattern, argument}}}};
    const Value subgraph =
        Value::Object{{"required", text_list({"nodes"})},
                      {"properties", Value::Object{{"args", args}, {"nodes", complete_nodes()}}}};
    return Value::Object{
        {"patternProperties", Value::Object{{config::node_name_pattern, subgraph}}}};
}

Value edges() {
    return described(
        R"(How items flow: "a -> b -> c", "a -> [b, c] -> d", "a.dead_letter -> e".)",
        Value::Object{{"type", "array"},
                      {"items", or_variable(Value::Array{text_like(edge_pattern())})}});
}

Value argument() {
    return strict_object(Value::Object{
        {"type", one_of({"string", "integer", "number", "boolean", "list"})},
        {"description", described("What it is for.", Value::Object{{"type", "string"}})},
        {"minimum", Value::Object{{"type", "number"}}},
        {"maximum", Value::Object{{"type", "number"}}},
        {"default", described("Without it, every use must give the argument.", Value::Object{})}});
}

Value subgraph() {
    const Value end = text_like('^' + end_pattern() + '$');
    const Value ends = Value::Object{
        {"type", "array"}, {"minItems", 1}, {"items", or_variable(Value::Array{end})}};
    const Value ports = Value::Object{
        {"type", "object"},
        {"patternProperties",
         Value::Object{{config::node_name_pattern, or_variable(Value::Array{end, ends})}}},
        {"additionalProperties", false}};
    return strict_object(Value::Object{
        {"description", described("What it is for.", Value::Object{{"type", "string"}})},
        {"args",
         described("What a use can or must give: \"${name}\" inside.",
                   named(config::identifier_pattern, reference_to("argument")))},
        {"inputs", described("Names for what goes in, and which nodes it goes to.", ports)},
        {"nodes", described("Its nodes by name.", named(node_names, reference_to("partial_node")))},
        {"edges", edges()},
        {"outputs", described("Names for what comes out, and which nodes it comes from.", ports)}});
}

// What a profile may have too.
Value::Object changeable() {
    const Value text = Value::Object{{"type", "string"}};
    return Value::Object{
        {"name", described("For reports and drawings.", text)},
        {"description", described("What the pipeline is for.", text)},
        {"vars",
         described("Variables: \"${name}\" stands for the value; --var changes it.",
                   Value::Object{
                       {"type", "object"},
                       {"propertyNames", Value::Object{{"pattern", config::identifier_pattern}}}})},
        {"limits", limits()},
        {"errors", errors()},
        {"plugins",
         described("Libraries that bring node types: paths relative to this file, or names.",
                   Value::Object{{"type", "array"},
                                 {"items", Value::Object{{"type", "string"}, {"minLength", 1}}}})},
        {"subgraphs",
         described("Groups of nodes that can stand in several places.",
                   named(config::node_name_pattern, reference_to("subgraph")))},
        {"nodes", nodes()},
        {"edges", edges()}};
}

Value top_level() {
    const Value text = Value::Object{{"type", "string"}};
    Value::Object properties{
        {"$schema", described("Where this schema is, for editors.", text)},
        {"penstock", described("The version of the format.", text_like("^1\\.[0-9]+$"))},
        {"include",
         described("Files that this one is put over, relative to it: one, or a list.",
                   Value::Object{{"type", text_list({"string", "array"})}, {"items", text}})},
        {"profiles",
         described("Changes by name: --profile applies them.",
                   Value::Object{
                       {"type", "object"},
                       {"patternProperties",
                        Value::Object{{config::node_name_pattern, strict_object(changeable())}}},
                       {"additionalProperties", false}})}};
    for (Value::Member& member : changeable())
        properties.push_back(std::move(member));
    return strict_object(std::move(properties));
}

Value complete_errors() {
    return Value::Object{
        {"properties", Value::Object{{"budget", Value::Object{{"required", text_list({"max"})}}}}}};
}

// A file that includes others may leave to them what it needs.
Value complete() {
    return Value::Object{{"if", Value::Object{{"required", text_list({"include"})}}},
                         {"else",
                          Value::Object{{"required", text_list({"penstock", "nodes", "edges"})},
                                        {"properties",
                                         Value::Object{{"errors", complete_errors()},
                                                       {"subgraphs", complete_subgraphs()},
                                                       {"nodes", complete_nodes()}}}}}};
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
    const Value whole = extended(schema,
                                 {{"allOf", Value::Array{complete()}},
                                  {"definitions",
                                   Value::Object{{"variable", variable},
                                                 {"condition", config::condition_schema()},
                                                 {"partial_node", partial_node(registry)},
                                                 {"node", node(registry)},
                                                 {"argument", argument()},
                                                 {"subgraph", subgraph()}}}});
    return json::to_text(whole, json::Layout::indented) + '\n';
}

} // namespace penstock

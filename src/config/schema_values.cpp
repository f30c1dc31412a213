// SPDX-License-Identifier: Apache-2.0
#include "config/schema_values.hpp"

#include "config/attribute_values.hpp"
#include "config/node_reference.hpp"
#include "core/comparison.hpp"

#include <cmath>
#include <utility>

namespace penstock::config {
namespace {

// A number with a unit, without a space between.
Value amount_in(std::string_view units) {
    return text_like("^[0-9]+(\\.[0-9]+)?(" + std::string{units} + ")$");
}

Value bound(const ParamDescriptor& param, double value) {
    if (param.type == ParamType::integer)
        return static_cast<std::int64_t>(value);
    return value;
}

ParamDescriptor of_one_number(ParamDescriptor list) {
    list.type = ParamType::number;
    return list;
}

// Bounds of sizes and durations cannot be written in a schema: the description names them.
void add_range(const ParamDescriptor& param, Value::Object& schema) {
    constexpr double most = 9.2e18; // what an integer of the schema can hold
    if (param.type == ParamType::number_list) {
        for (Value& alternative : schema.front().second.as_array())
            add_range(of_one_number(param),
                      alternative.find("items") != nullptr ? alternative.find("items")->as_object()
                                                           : alternative.as_object());
        return;
    }
    if (param.type != ParamType::integer && param.type != ParamType::number)
        return;
    if (param.minimum && std::abs(*param.minimum) < most)
        schema.emplace_back("minimum", bound(param, *param.minimum));
    if (param.maximum && std::abs(*param.maximum) < most)
        schema.emplace_back("maximum", bound(param, *param.maximum));
}

std::string doc_of(const ParamDescriptor& param) {
    return param.doc + " (" + type_and_range(param) + ')';
}

} // namespace

Value text_list(std::initializer_list<std::string_view> texts) {
    return Value::Array(texts.begin(), texts.end());
}

Value described(std::string_view doc, Value schema) {
    Value::Object result{{"description", doc}};
    for (auto& member : schema.as_object())
        result.push_back(std::move(member));
    return result;
}

Value extended(Value schema, Value::Object members) {
    for (auto& member : members)
        schema.as_object().push_back(std::move(member));
    return schema;
}

Value one_of(std::initializer_list<std::string_view> words) {
    return Value::Object{{"enum", text_list(words)}};
}

Value text_like(std::string_view pattern) {
    return Value::Object{{"type", "string"}, {"pattern", pattern}};
}

Value strict_object(Value::Object properties) {
    return Value::Object{{"type", "object"},
                         {"properties", std::move(properties)},
                         {"patternProperties", Value::Object{{"^x-", Value::Object{}}}},
                         {"additionalProperties", false}};
}

Value or_variable(Value::Array schemas) {
    schemas.push_back(Value::Object{{"$ref", "#/definitions/variable"}});
    return Value::Object{{"anyOf", std::move(schemas)}};
}

Value attributes_shape() {
    const std::vector<std::string> taken = taken_attributes();
    const Value names =
        Value::Object{{"pattern", identifier_pattern},
                      {"not", Value::Object{{"enum", Value::Array(taken.begin(), taken.end())}}}};
    return Value::Object{{"type", "object"},
                         {"propertyNames", names},
                         {"additionalProperties",
                          Value::Object{{"type", text_list({"string", "number", "boolean"})}}}};
}

Value condition_schema() {
    const Value condition = Value::Object{{"$ref", "#/definitions/condition"}};
    const Value list = Value::Object{{"type", "array"}, {"minItems", 1}, {"items", condition}};
    const Value scalar = Value::Object{{"type", text_list({"string", "number", "boolean"})}};
    const Value ordered = Value::Object{{"type", text_list({"string", "number"})}};
    const auto combination = [](const char* form, Value parts) {
        return extended(strict_object(Value::Object{{form, std::move(parts)}}),
                        {{"required", text_list({form})}});
    };
    Value::Object comparisons{{"attr", Value::Object{{"type", "string"}}}};
    Value::Array one_comparison;
    for (const std::string_view word : comparison_words) {
        const Comparison comparison = *comparison_of(word);
        Value operand = comparison == Comparison::exists    ? Value::Object{{"type", "boolean"}}
                        : comparison == Comparison::matches ? Value::Object{{"type", "string"}}
                        : comparison == Comparison::in
                            ? Value::Object{{"type", "array"}, {"minItems", 1}, {"items", scalar}}
                        : comparison == Comparison::eq || comparison == Comparison::ne ? scalar
                                                                                       : ordered;
        comparisons.emplace_back(
            word, word == "matches" ? std::move(operand) : or_variable({std::move(operand)}));
        one_comparison.emplace_back(Value::Object{{"required", text_list({word})}});
    }
    return described("A question about an item.",
                     or_variable({extended(strict_object(std::move(comparisons)),
                                           {{"required", text_list({"attr"})},
                                            {"anyOf", std::move(one_comparison)}}),
                                  combination("all", list),
                                  combination("any", list),
                                  combination("not", condition)}));
}

Value param_shape(ParamType type) {
    switch (type) {
    case ParamType::boolean:
        return Value::Object{{"type", "boolean"}};
    case ParamType::integer:
        return Value::Object{{"type", "integer"}};
    case ParamType::number:
        return Value::Object{{"type", "number"}};
    case ParamType::byte_size:
        return amount_in("B|[kKMGT]B|[KMGT]iB");
    case ParamType::pixel_count:
        return amount_in("[kMG]?px");
    case ParamType::duration:
        return amount_in("ns|us|ms|s|min|h");
    case ParamType::string_list: {
        const Value text = Value::Object{{"type", "string"}};
        return Value::Object{
            {"anyOf", Value::Array{text, Value::Object{{"type", "array"}, {"items", text}}}}};
    }
    case ParamType::number_list: {
        const Value number = Value::Object{{"type", "number"}};
        return Value::Object{
            {"anyOf",
             Value::Array{number,
                          Value::Object{{"type", "array"}, {"minItems", 1}, {"items", number}}}}};
    }
    case ParamType::condition:
        return Value::Object{{"$ref", "#/definitions/condition"}};
    case ParamType::conditions:
        return Value::Object{{"type", "object"},
                             {"minProperties", 1},
                             {"patternProperties",
                              Value::Object{{"^x-", Value::Object{}},
                                            {node_name_pattern,
                                             Value::Object{{"$ref", "#/definitions/condition"}}}}},
                             {"additionalProperties", false}};
    case ParamType::attributes:
        return attributes_shape();
    case ParamType::object: // see param_schema
    case ParamType::object_list:
    case ParamType::string:
    case ParamType::choice:
        break;
    }
    return Value::Object{{"type", "string"}};
}

Value members_schema(const std::vector<ParamDescriptor>& params) {
    Value::Object properties;
    Value::Array required;
    for (const ParamDescriptor& param : params) {
        properties.emplace_back(param.name, param_schema(param));
        if (param.is_required)
            required.emplace_back(param.name);
    }
    Value object = strict_object(std::move(properties));
    if (!required.empty())
        object.as_object().emplace_back("required", std::move(required));
    return object;
}

Value param_schema(const ParamDescriptor& param) {
    Value shape = param_shape(param.type);
    if (param.type == ParamType::choice)
        shape = Value::Object{{"enum", Value::Array(param.choices.begin(), param.choices.end())}};
    if (param.type == ParamType::object)
        shape = members_schema(param.fields);
    if (param.type == ParamType::object_list)
        shape = Value::Object{{"type", "array"},
                              {"items", or_variable(Value::Array{members_schema(param.fields)})}};
    add_range(param, shape.as_object());
    const bool takes_any_text =
        param.type == ParamType::string || param.type == ParamType::string_list;
    Value schema = described(doc_of(param),
                             takes_any_text ? std::move(shape) : or_variable({std::move(shape)}));
    if (!param.default_value.is_null())
        schema.as_object().emplace_back("default", param.default_value);
    if (!param.example.empty())
        schema.as_object().emplace_back("examples", Value::Array{param.example});
    return schema;
}

} // namespace penstock::config

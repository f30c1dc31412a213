// SPDX-License-Identifier: Apache-2.0
#include "registry/check_description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

namespace penstock::registry {
namespace {

[[noreturn]] void refuse(const NodeDescriptor& descriptor, const std::string& why) {
    throw std::invalid_argument(fmt::format("node type \"{}\": {}", descriptor.type, why));
}

// What can stand in a config, in an edge string and on a command line without quotes.
bool is_name(std::string_view text) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
    return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

template <class Described>
void check_names(const NodeDescriptor& descriptor,
                 const std::vector<Described>& all,
                 std::string_view what) {
    std::set<std::string_view> seen;
    for (const Described& one : all) {
        if (!is_name(one.name))
            refuse(descriptor,
                   fmt::format("{} \"{}\" has a name with something else than a-z, 0-9 and _",
                               what,
                               one.name));
        if (!seen.insert(one.name).second)
            refuse(descriptor, fmt::format("there are two {}s \"{}\"", what, one.name));
        if (one.doc.empty())
            refuse(descriptor, fmt::format("{} \"{}\" has no doc", what, one.name));
    }
}

bool has_type_of(const Value& value, ParamType type) {
    switch (type) {
    case ParamType::boolean:
        return value.is_bool();
    case ParamType::integer:
        return value.is_integer();
    case ParamType::number:
        return value.is_number();
    case ParamType::string:
    case ParamType::choice:
    case ParamType::byte_size:
    case ParamType::pixel_count:
    case ParamType::duration:
        return value.is_string();
    case ParamType::string_list:
        return value.is_string() ||
               (value.is_array() && std::all_of(value.as_array().begin(),
                                                value.as_array().end(),
                                                [](const Value& one) { return one.is_string(); }));
    case ParamType::number_list:
        return value.is_number() ||
               (value.is_array() && std::all_of(value.as_array().begin(),
                                                value.as_array().end(),
                                                [](const Value& one) { return one.is_number(); }));
    case ParamType::condition:
    case ParamType::conditions:
    case ParamType::attributes:
    case ParamType::object:
        return value.is_object();
    case ParamType::object_list:
        return value.is_array();
    }
    return false;
}

bool has_range(ParamType type) {
    return type == ParamType::integer || type == ParamType::number ||
           type == ParamType::number_list || type == ParamType::byte_size ||
           type == ParamType::pixel_count || type == ParamType::duration;
}

void check_default(const NodeDescriptor& descriptor, const ParamDescriptor& param) {
    const Value& value = param.default_value;
    const auto wrong = [&](std::string_view why) {
        refuse(descriptor, fmt::format("the default of parameter \"{}\" {}", param.name, why));
    };
    if (value.is_null()) {
        if (param.type == ParamType::choice && !param.is_required)
            wrong("is none of its choices");
        return;
    }
    if (!has_type_of(value, param.type))
        wrong(fmt::format("is written as {}; the parameter is of type {}",
                          value.type_name(),
                          to_string(param.type)));
    if (value.is_number() && param.minimum && value.as_real() < *param.minimum)
        wrong(fmt::format("is below the minimum, {}", *param.minimum));
    if (value.is_number() && param.maximum && value.as_real() > *param.maximum)
        wrong(fmt::format("is above the maximum, {}", *param.maximum));
    if (param.type == ParamType::choice &&
        std::find(param.choices.begin(), param.choices.end(), value.as_string()) ==
            param.choices.end())
        wrong("is none of its choices");
}

void check_choices(const NodeDescriptor& descriptor, const ParamDescriptor& param) {
    const bool is_choice = param.type == ParamType::choice;
    if (is_choice && param.choices.empty())
        refuse(descriptor, fmt::format("parameter \"{}\" has no choices", param.name));
    if (!is_choice && !param.choices.empty())
        refuse(descriptor,
               fmt::format("parameter \"{}\" has choices but is of type {}",
                           param.name,
                           to_string(param.type)));
    const std::set<std::string> unique(param.choices.begin(), param.choices.end());
    if (unique.size() != param.choices.size())
        refuse(descriptor, fmt::format("parameter \"{}\" has a choice twice", param.name));
}

void check_param(const NodeDescriptor& descriptor, const ParamDescriptor& param) {
    const auto wrong = [&](std::string_view why) {
        refuse(descriptor, fmt::format("parameter \"{}\" {}", param.name, why));
    };
    check_choices(descriptor, param);
    if ((param.minimum || param.maximum) && !has_range(param.type))
        wrong(fmt::format("has a range but is of type {}", to_string(param.type)));
    if (param.minimum && param.maximum && *param.minimum > *param.maximum)
        wrong("has a minimum above its maximum");
    const bool is_text = param.type == ParamType::string || param.type == ParamType::string_list ||
                         param.type == ParamType::attributes;
    if (param.is_template && !is_text)
        wrong("is a template but no string");
    if (param.is_required && param.example.empty())
        wrong("is required but has no example");
    if (param.is_required && !param.default_value.is_null())
        wrong("is required but has a default");
    check_default(descriptor, param);
    const bool has_fields = param.type == ParamType::object || param.type == ParamType::object_list;
    if (has_fields == param.fields.empty())
        wrong(has_fields ? "is an object without fields" : "has fields but is no object");
    check_names(descriptor, param.fields, "field");
    for (const ParamDescriptor& field : param.fields)
        check_param(descriptor, field);
}

void check_kind(const NodeDescriptor& descriptor) {
    const bool takes = !descriptor.inputs.empty();
    const bool gives = !descriptor.outputs.empty();
    const bool must_take = descriptor.kind != NodeKind::source;
    const bool must_give = descriptor.kind != NodeKind::sink;
    const std::string kind{to_string(descriptor.kind)};
    if (takes != must_take)
        refuse(descriptor, fmt::format("a {} has {} input", kind, must_take ? "an" : "no"));
    if (gives != must_give)
        refuse(descriptor, fmt::format("a {} has {} output", kind, must_give ? "an" : "no"));
}

} // namespace

void check_description(const NodeDescriptor& descriptor) {
    if (!is_name(descriptor.type))
        refuse(descriptor, "its name has something else than a-z, 0-9 and _");
    if (descriptor.doc.empty())
        refuse(descriptor, "it has no doc");
    check_kind(descriptor);
    check_names(descriptor, descriptor.inputs, "input");
    check_names(descriptor, descriptor.outputs, "output");
    check_names(descriptor, descriptor.params, "parameter");
    if (descriptor.find_output("dead_letter") != nullptr)
        refuse(descriptor, "the output \"dead_letter\" is added by the engine");
    for (const ParamDescriptor& param : descriptor.params)
        check_param(descriptor, param);
    if (descriptor.traits.can_order && descriptor.find_param("order") == nullptr)
        refuse(descriptor, "it can order but has no parameter \"order\"");
}

} // namespace penstock::registry

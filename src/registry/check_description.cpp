// SPDX-License-Identifier: Apache-2.0
#include "registry/check_description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

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

// What a written size, pixel count or duration is in bytes, pixels or nanoseconds. Nothing where it
// is not written with one of the units.
std::optional<double> amount_of(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, double>, 20> units = {
        {{"B", 1},     {"kB", 1e3},     {"KB", 1e3},     {"MB", 1e6},     {"GB", 1e9},
         {"TB", 1e12}, {"KiB", 0x1p10}, {"MiB", 0x1p20}, {"GiB", 0x1p30}, {"TiB", 0x1p40},
         {"px", 1},    {"kpx", 1e3},    {"Mpx", 1e6},    {"Gpx", 1e9},    {"ns", 1},
         {"us", 1e3},  {"ms", 1e6},     {"s", 1e9},      {"min", 6e10},   {"h", 3.6e12}}};
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{})
        return std::nullopt;
    const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
    for (const auto& [name, size] : units)
        if (unit == name)
            return number * size;
    return std::nullopt;
}

bool is_amount(ParamType type) {
    return type == ParamType::byte_size || type == ParamType::pixel_count ||
           type == ParamType::duration;
}

// The first thing that is wrong with a value that stands for a parameter, or nothing.
std::string mistake_in(const Value& value, const ParamDescriptor& param);

std::string mistake_in_number(double number, const ParamDescriptor& param) {
    if (!std::isfinite(number))
        return "is not a finite number";
    if (param.minimum && number < *param.minimum)
        return fmt::format("is below the minimum, {}", *param.minimum);
    if (param.maximum && number > *param.maximum)
        return fmt::format("is above the maximum, {}", *param.maximum);
    return {};
}

std::string mistake_in_amount(const std::string& text, const ParamDescriptor& param) {
    constexpr double most = 0x1p63; // these are integers of 64 bits
    const std::optional<double> amount = amount_of(text);
    if (!amount)
        return {};
    if (*amount < 0)
        return fmt::format("is {}, which is below nothing", text);
    if (*amount >= most)
        return fmt::format("is {}, which is more than a config can say", text);
    const bool is_time = param.type == ParamType::duration; // its range is in seconds
    return mistake_in_number(is_time ? *amount / 1e9 : *amount, param);
}

std::string mistake_in_members(const Value& object, const ParamDescriptor& param) {
    if (param.type == ParamType::attributes)
        for (const auto& [name, member] : object.as_object())
            if (member.is_number() && !std::isfinite(member.as_real()))
                return fmt::format("has a member \"{}\" that is not a finite number", name);
    for (const ParamDescriptor& field : param.fields)
        if (const Value* member = object.find(field.name))
            if (const std::string why = mistake_in(*member, field); !why.empty())
                return fmt::format("has a member \"{}\" that {}", field.name, why);
    return {};
}

std::string mistake_in(const Value& value, const ParamDescriptor& param) {
    if (value.is_null())
        return {};
    if (!has_type_of(value, param.type))
        return fmt::format("is written as {}; the parameter is of type {}",
                           value.type_name(),
                           to_string(param.type));
    if (value.is_number())
        return mistake_in_number(value.as_real(), param);
    if (is_amount(param.type))
        return mistake_in_amount(value.as_string(), param);
    if (param.type == ParamType::choice &&
        std::find(param.choices.begin(), param.choices.end(), value.as_string()) ==
            param.choices.end())
        return "is none of its choices";
    if (param.type == ParamType::object || param.type == ParamType::attributes)
        return mistake_in_members(value, param);
    if (!value.is_array())
        return {};
    for (const Value& element : value.as_array()) {
        const std::string why = element.is_number() ? mistake_in_number(element.as_real(), param)
                                                    : mistake_in_members(element, param);
        if (!why.empty())
            return "has an element that " + why;
    }
    return {};
}

void check_default(const NodeDescriptor& descriptor, const ParamDescriptor& param) {
    const bool is_missing =
        param.default_value.is_null() && param.type == ParamType::choice && !param.is_required;
    const std::string why =
        is_missing ? "is none of its choices" : mistake_in(param.default_value, param);
    if (!why.empty())
        refuse(descriptor, fmt::format("the default of parameter \"{}\" {}", param.name, why));
}

// The ends of the range are numbers, in order, and values of the C++ type.
void check_range(const NodeDescriptor& descriptor, const ParamDescriptor& param) {
    const auto wrong = [&](std::string_view why) {
        refuse(descriptor, fmt::format("parameter \"{}\" {}", param.name, why));
    };
    if ((param.minimum || param.maximum) && !has_range(param.type))
        wrong(fmt::format("has a range but is of type {}", to_string(param.type)));
    if ((param.minimum && !std::isfinite(*param.minimum)) ||
        (param.maximum && !std::isfinite(*param.maximum)))
        wrong("has a range that does not end at a finite number; leave that end out");
    if (param.minimum && param.maximum && *param.minimum > *param.maximum)
        wrong("has a minimum above its maximum");
    if (param.minimum && param.lowest && *param.minimum < *param.lowest)
        wrong(fmt::format("has the minimum {}, and its C++ type begins at {}; give the member "
                          "another type, or leave the minimum out",
                          *param.minimum,
                          *param.lowest));
    if (param.maximum && param.highest && *param.maximum > *param.highest)
        wrong(fmt::format("has the maximum {}, and its C++ type ends at {}; give the member "
                          "another type, or leave the maximum out",
                          *param.maximum,
                          *param.highest));
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
    check_range(descriptor, param);
    const bool is_text = param.type == ParamType::string || param.type == ParamType::string_list ||
                         param.type == ParamType::attributes;
    if (param.is_template && !is_text)
        wrong("is a template but no string");
    if (param.is_required && param.example.empty())
        wrong("is required but has no example");
    if (param.is_required && !param.default_value.is_null())
        wrong("is required but has a default");
    const bool has_fields = param.type == ParamType::object || param.type == ParamType::object_list;
    if (has_fields == param.fields.empty())
        wrong(has_fields ? "is an object without fields" : "has fields but is no object");
    check_names(descriptor, param.fields, "field");
    for (const ParamDescriptor& field : param.fields)
        check_param(descriptor, field);
    check_default(descriptor, param); // what a field says of its own default comes first
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
    if (descriptor.traits.can_shrink && descriptor.find_param("shrink_on_load") == nullptr)
        refuse(descriptor, "it can shrink but has no parameter \"shrink_on_load\"");
}

} // namespace penstock::registry

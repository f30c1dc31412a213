// SPDX-License-Identifier: Apache-2.0
#include "testing/alternatives.hpp"

#include "penstock/param_binding.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace penstock::testing {
namespace {

// Amounts to try around one; of those within the range, the sensible ones.
std::vector<double> amounts(double present, bool is_whole, const ParamDescriptor& param) {
    constexpr double too_large = 4096;
    std::vector<double> all = {
        present + 1, present - 1, present * 2, present / 2, 1, 2, 0, 5, 12, 90};
    if (!is_whole)
        all.insert(all.end(), {present + 0.25, present - 0.25, 0.5, 0.1, -0.5});
    for (const std::optional<double>& end : {param.minimum, param.maximum})
        if (end && std::abs(*end) <= too_large)
            all.push_back(*end);
    std::vector<double> kept;
    for (const double amount : all) {
        const double value = is_whole ? std::floor(amount) : amount;
        if (value != present && (!param.minimum || value >= *param.minimum) &&
            (!param.maximum || value <= *param.maximum) &&
            std::find(kept.begin(), kept.end(), value) == kept.end())
            kept.push_back(value);
    }
    return kept;
}

// The nearest integer that a config can hold.
std::int64_t whole(double amount) {
    constexpr double beyond = 0x1p63;
    if (amount >= beyond)
        return std::numeric_limits<std::int64_t>::max();
    if (!(amount >= -beyond))
        return std::numeric_limits<std::int64_t>::min();
    return static_cast<std::int64_t>(amount);
}

// In a unit; no unit has amounts below 0, so those are there to be refused.
template <class Make> std::string with_unit(std::int64_t amount, Make make) {
    const auto size = static_cast<std::uint64_t>(amount);
    return amount < 0 ? '-' + to_string(make(-size)) : to_string(make(size));
}

// What stands before the unit: of "512MiB" 512.
double number_in(const Value& present, double otherwise) {
    if (present.is_number())
        return present.as_real();
    if (!present.is_string())
        return otherwise;
    try {
        return std::stod(present.as_string());
    } catch (const std::exception&) {
        return otherwise;
    }
}

std::vector<Value> numbers(const Value& present, const ParamDescriptor& param) {
    const bool is_whole = param.type != ParamType::number && param.type != ParamType::number_list &&
                          param.type != ParamType::duration;
    std::vector<Value> values;
    for (const double amount : amounts(number_in(present, 0), is_whole, param))
        values.push_back(in_unit(param, amount));
    return values;
}

std::vector<Value> texts(const Value& present, const ParamDescriptor& param) {
    std::vector<Value> values;
    const std::string text = present.is_string() ? present.as_string() : std::string{};
    for (std::string one : {text + "2", text + "x", std::string{"0"}, std::string{"#ff8000"}})
        values.emplace_back(std::move(one));
    if (!param.example.empty())
        values.emplace_back(param.example);
    return values;
}

// Each member of an object, by itself.
std::vector<Value> members(const Value& present, const ParamDescriptor& param) {
    std::vector<Value> values;
    const Value::Object before = present.is_object() ? present.as_object() : Value::Object{};
    for (const ParamDescriptor& field : param.fields) {
        const Value* value = present.find(field.name);
        for (Value& other : alternatives_to(value ? *value : field.default_value, field))
            values.emplace_back(with(before, field.name, std::move(other)));
    }
    return values;
}

std::vector<Value> elements(const Value& present, const ParamDescriptor& param) {
    std::vector<Value> values;
    const Value first = present.is_array() && !present.as_array().empty()
                            ? present.as_array().front()
                            : Value{Value::Object{}};
    for (Value& other : members(first, param))
        values.emplace_back(Value::Array{std::move(other)});
    if (present.is_array() && !present.as_array().empty())
        values.emplace_back(Value::Array{});
    return values;
}

Value condition(double width) {
    return Value::Object{{"attr", "width"}, {"ge", width}};
}

// Lists of one; and where there are several, one element after the other is another.
template <class Elements> std::vector<Value> lists(const Value& present, Elements others) {
    std::vector<Value> result;
    const Value::Array before = present.is_array() ? present.as_array() : Value::Array{};
    for (std::size_t i = 0; i < before.size(); ++i)
        for (Value& value : others(before[i])) {
            Value::Array changed = before;
            changed[i] = std::move(value);
            result.emplace_back(std::move(changed));
        }
    for (Value& value : others(Value{}))
        result.emplace_back(Value::Array{std::move(value)});
    return result;
}

} // namespace

std::vector<Value> alternatives_to(const Value& present, const ParamDescriptor& param) {
    switch (param.type) {
    case ParamType::boolean:
        return {Value{!(present.is_bool() && present.as_bool())}};
    case ParamType::integer:
    case ParamType::number:
    case ParamType::byte_size:
    case ParamType::pixel_count:
    case ParamType::duration:
        return numbers(present, param);
    case ParamType::choice: {
        std::vector<Value> values;
        for (const std::string& word : param.choices)
            if (!(present == Value{word}))
                values.emplace_back(word);
        return values;
    }
    case ParamType::string:
        return texts(present, param);
    case ParamType::string_list:
        return lists(present, [&](const Value& element) { return texts(element, param); });
    case ParamType::number_list:
        return lists(present, [&](const Value& element) { return numbers(element, param); });
    case ParamType::condition:
        return {condition(1), condition(1e6)};
    case ParamType::conditions:
        return {Value::Object{{"some", condition(1)}}, Value::Object{{"some", condition(1e6)}}};
    case ParamType::attributes:
        return {Value::Object{{"some", "thing"}}};
    case ParamType::object:
        return members(present, param);
    case ParamType::object_list:
        return elements(present, param);
    }
    return {};
}

Value in_unit(const ParamDescriptor& param, double amount) {
    switch (param.type) {
    case ParamType::byte_size:
        return with_unit(whole(amount), [](std::uint64_t size) { return ByteSize{size}; });
    case ParamType::pixel_count:
        return with_unit(whole(amount), [](std::uint64_t size) { return PixelCount{size}; });
    case ParamType::duration:
        return with_unit(whole(std::round(amount * 1e9)), [](std::uint64_t size) {
            return Duration{static_cast<Duration::rep>(size)};
        });
    case ParamType::number:
    case ParamType::number_list:
        return amount;
    default:
        return whole(amount);
    }
}

Value::Object with(Value::Object params, const std::string& name, Value value) {
    for (auto& [key, present] : params)
        if (key == name) {
            present = std::move(value);
            return params;
        }
    params.emplace_back(name, std::move(value));
    return params;
}

} // namespace penstock::testing

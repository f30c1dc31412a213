// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/condition.hpp"
#include "penstock/export.hpp"
#include "penstock/node_descriptor.hpp"
#include "penstock/units.hpp"
#include "penstock/value.hpp"

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace penstock {

/// How a C++ type is written in a config, and read from a *normalised* value: validation turns
/// sizes into bytes, pixel counts into pixels (both integers), durations into seconds (a number), a
/// lone string or number into a list of one.
template <class T> struct ParamBinding;

/// What a parameter can be: a bool, an integer, a float, a std::string, a ByteSize, a PixelCount, a
/// Duration, a vector of strings or doubles, a Condition, NamedConditions, a Value::Object of
/// attributes, a struct that describes itself with `Fields`, a vector of such structs, or an
/// optional of these. Enumerations are described with `choice()`.
template <class T>
concept ParamField = requires {
    { ParamBinding<T>::type } -> std::convertible_to<ParamType>;
};

/// "512MiB", "64Mpx", "1500ms": the shortest exact way to write it.
[[nodiscard]] PENSTOCK_API std::string to_string(ByteSize size);
[[nodiscard]] PENSTOCK_API std::string to_string(PixelCount count);
[[nodiscard]] PENSTOCK_API std::string to_string(Duration duration);

template <> struct ParamBinding<bool> {
    static constexpr ParamType type = ParamType::boolean;
    static Value written(bool value) { return value; }
    static bool read(const Value& value) { return value.as_bool(); }
};

template <class T>
requires(std::is_integral_v<T> && !std::is_same_v<T, bool>) struct ParamBinding<T> {
    static constexpr ParamType type = ParamType::integer;
    static Value written(T value) { return static_cast<std::int64_t>(value); }
    static T read(const Value& value) { return static_cast<T>(value.as_integer()); }
};

/// The shortest decimal number that is read back as this float: 0.1 of 0.1F, not
/// 0.10000000149011612.
[[nodiscard]] PENSTOCK_API double shortest_decimal(float value);

template <class T>
requires std::is_floating_point_v<T>
struct ParamBinding<T> {
    static constexpr ParamType type = ParamType::number;
    static Value written(T value) {
        if constexpr (std::is_same_v<T, float>)
            return shortest_decimal(value);
        else
            return static_cast<double>(value);
    }
    static T read(const Value& value) { return static_cast<T>(value.as_real()); }
};

template <> struct ParamBinding<std::string> {
    static constexpr ParamType type = ParamType::string;
    static Value written(const std::string& value) { return value; }
    static std::string read(const Value& value) { return value.as_string(); }
};

template <> struct ParamBinding<ByteSize> {
    static constexpr ParamType type = ParamType::byte_size;
    static Value written(ByteSize value) { return to_string(value); }
    static ByteSize read(const Value& value) {
        return {static_cast<std::uint64_t>(value.as_integer())};
    }
};

template <> struct ParamBinding<PixelCount> {
    static constexpr ParamType type = ParamType::pixel_count;
    static Value written(PixelCount value) { return to_string(value); }
    static PixelCount read(const Value& value) {
        return {static_cast<std::uint64_t>(value.as_integer())};
    }
};

template <> struct ParamBinding<Duration> {
    static constexpr ParamType type = ParamType::duration;
    static Value written(Duration value) { return to_string(value); }
    static Duration read(const Value& value) {
        return std::chrono::round<Duration>(std::chrono::duration<double>{value.as_real()});
    }
};

template <> struct ParamBinding<std::vector<std::string>> {
    static constexpr ParamType type = ParamType::string_list;
    static Value written(const std::vector<std::string>& values) {
        return Value::Array(values.begin(), values.end());
    }
    static std::vector<std::string> read(const Value& value) {
        std::vector<std::string> result;
        for (const Value& element : value.as_array())
            result.push_back(element.as_string());
        return result;
    }
};

template <> struct ParamBinding<std::vector<double>> {
    static constexpr ParamType type = ParamType::number_list;
    static Value written(const std::vector<double>& values) {
        return Value::Array(values.begin(), values.end());
    }
    static std::vector<double> read(const Value& value) {
        std::vector<double> result;
        for (const Value& element : value.as_array())
            result.push_back(element.as_real());
        return result;
    }
};

template <> struct ParamBinding<Condition> {
    static constexpr ParamType type = ParamType::condition;
    static Value written(const Condition& value) { return value.written(); }
    static Condition read(const Value& value) { return Condition{value}; }
};

template <> struct ParamBinding<NamedConditions> {
    static constexpr ParamType type = ParamType::conditions;
    /// None are null: an object without members is no value for a config.
    static Value written(const NamedConditions& values) {
        if (values.empty())
            return {};
        Value::Object result;
        for (const auto& [name, condition] : values)
            result.emplace_back(name, condition.written());
        return result;
    }
    static NamedConditions read(const Value& value) {
        NamedConditions result;
        for (const auto& [name, condition] : value.as_object())
            result.emplace_back(name, Condition{condition});
        return result;
    }
};

template <> struct ParamBinding<Value::Object> {
    static constexpr ParamType type = ParamType::attributes;
    static Value written(const Value::Object& values) { return values; }
    static Value::Object read(const Value& value) { return value.as_object(); }
};

template <ParamField T> struct ParamBinding<std::optional<T>> {
    static constexpr ParamType type = ParamBinding<T>::type;
    static Value written(const std::optional<T>& value) {
        return value ? ParamBinding<T>::written(*value) : Value{};
    }
    static std::optional<T> read(const Value& value) { return ParamBinding<T>::read(value); }
};

/// The type itself, or what an optional of it holds.
template <class T> struct WithoutOptional { using Type = T; };
template <class T> struct WithoutOptional<std::optional<T>> { using Type = T; };

/// The range that a C++ type gives a parameter where the description states none.
template <class Field> [[nodiscard]] std::optional<double> natural_minimum() {
    using T = typename WithoutOptional<Field>::Type;
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
        return static_cast<double>(std::numeric_limits<T>::min());
    else
        return std::nullopt;
}
template <class Field> [[nodiscard]] std::optional<double> natural_maximum() {
    using T = typename WithoutOptional<Field>::Type;
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool> && sizeof(T) < 8)
        return static_cast<double>(std::numeric_limits<T>::max());
    else
        return std::nullopt;
}

} // namespace penstock

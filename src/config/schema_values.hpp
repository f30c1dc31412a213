// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_descriptor.hpp"
#include "penstock/value.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

// Pieces of a JSON Schema (draft 07).
namespace penstock::config {

[[nodiscard]] Value text_list(std::initializer_list<std::string_view> texts);

/// What variables and attributes, and what nodes and ports are called.
inline constexpr const char* identifier_pattern = "^[A-Za-z_][A-Za-z0-9_-]*$";
inline constexpr const char* node_name_pattern = "^[A-Za-z0-9_-]+$";

/// The schema with a description in front.
[[nodiscard]] Value described(std::string_view doc, Value schema);

/// The schema with further members at its end.
[[nodiscard]] Value extended(Value schema, Value::Object members);

/// One of these words.
[[nodiscard]] Value one_of(std::initializer_list<std::string_view> words);

/// A string that matches a pattern.
[[nodiscard]] Value text_like(std::string_view pattern);

/// An object with these members and no others, but for those that begin with "x-".
[[nodiscard]] Value strict_object(Value::Object properties);

/// One of these schemas, or a string with a variable in it.
[[nodiscard]] Value or_variable(Value::Array schemas);

/// An object of attributes.
[[nodiscard]] Value attributes_shape();

/// The definition "condition", which refers to itself.
[[nodiscard]] Value condition_schema();

/// How values of that type are written, whatever the parameter.
[[nodiscard]] Value param_shape(ParamType type);

/// An object with these parameters.
[[nodiscard]] Value members_schema(const std::vector<ParamDescriptor>& params);

/// Type, range, choices, default and documentation of a parameter.
[[nodiscard]] Value param_schema(const ParamDescriptor& param);

} // namespace penstock::config

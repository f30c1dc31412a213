// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace penstock {

/// Where a value was written. `source` indexes the list of sources that the config keeps (files and
/// command-line flags); lines and columns count from 1, columns in bytes. Line 0 means "nowhere" (a
/// default).
struct Origin {
    std::uint32_t source = 0;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 0; ///< bytes to underline with a caret; 0: unknown

    [[nodiscard]] bool is_known() const { return line != 0; }
};

/// A JSON value that remembers where it came from. Integers stay integers: 3 and 3.0 differ, and
/// nothing wraps.
///
/// A value type; copying is deep. Thread-safe to read.
class PENSTOCK_API Value {
public:
    using Array = std::vector<Value>;
    using Member = std::pair<std::string, Value>;
    /// Members in the order in which they were written. Keys are unique.
    using Object = std::vector<Member>;

    Value() = default;
    Value(std::nullptr_t) {}
    Value(bool value) : data_{value} {}
    Value(int value) : data_{std::int64_t{value}} {}
    Value(std::int64_t value) : data_{value} {}
    Value(double value) : data_{value} {}
    Value(const char* value) : data_{std::string{value}} {}
    Value(std::string_view value) : data_{std::string{value}} {}
    Value(std::string value) : data_{std::move(value)} {}
    Value(Array value) : data_{std::move(value)} {}
    Value(Object value) : data_{std::move(value)} {}

    [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
    [[nodiscard]] bool is_bool() const { return std::holds_alternative<bool>(data_); }
    [[nodiscard]] bool is_integer() const { return std::holds_alternative<std::int64_t>(data_); }
    [[nodiscard]] bool is_real() const { return std::holds_alternative<double>(data_); }
    [[nodiscard]] bool is_number() const { return is_integer() || is_real(); }
    [[nodiscard]] bool is_string() const { return std::holds_alternative<std::string>(data_); }
    [[nodiscard]] bool is_array() const { return std::holds_alternative<Array>(data_); }
    [[nodiscard]] bool is_object() const { return std::holds_alternative<Object>(data_); }

    /// The value as that type. Throws `std::bad_variant_access` where it is another; `as_real`
    /// accepts integers too.
    [[nodiscard]] bool as_bool() const { return std::get<bool>(data_); }
    [[nodiscard]] std::int64_t as_integer() const { return std::get<std::int64_t>(data_); }
    [[nodiscard]] double as_real() const;
    [[nodiscard]] const std::string& as_string() const { return std::get<std::string>(data_); }
    [[nodiscard]] const Array& as_array() const { return std::get<Array>(data_); }
    [[nodiscard]] Array& as_array() { return std::get<Array>(data_); }
    [[nodiscard]] const Object& as_object() const { return std::get<Object>(data_); }
    [[nodiscard]] Object& as_object() { return std::get<Object>(data_); }

    /// The member of that name, or null where this is no object or has no such member.
    [[nodiscard]] const Value* find(std::string_view key) const;
    [[nodiscard]] Value* find(std::string_view key);

    /// "null", "boolean", "integer", "number", "string", "list" or "object": the word that messages
    /// use.
    [[nodiscard]] std::string_view type_name() const;

    /// Equal content; origins do not count.
    friend PENSTOCK_API bool operator==(const Value& left, const Value& right);

    Origin origin;     ///< of the value
    Origin key_origin; ///< of the key, where this is an object's member

private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> data_;
};

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

#include "json/write.hpp"

#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

// JSON that is put together as text, where values would be too many.
namespace penstock::profiling {

[[nodiscard]] inline std::string json_text(const Value& value) {
    return json::to_text(value, json::Layout::compact);
}

/// With its quotes.
[[nodiscard]] inline std::string json_string(std::string_view text) {
    return json_text(Value{text});
}

[[nodiscard]] inline std::string json_strings(const std::vector<std::string>& texts) {
    return json_text(Value{Value::Array(texts.begin(), texts.end())});
}

template <class Number> void add_number(std::string& text, Number number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text.append(digits.data(), end);
}

} // namespace penstock::profiling

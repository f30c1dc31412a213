// SPDX-License-Identifier: Apache-2.0
#include "storage/json_line.hpp"

#include "core/base64.hpp"
#include "storage/utf8.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace penstock::storage {
namespace {

void append_escaped(std::string& json, char c) {
    switch (c) {
    case '"':
        json += "\\\"";
        return;
    case '\\':
        json += "\\\\";
        return;
    case '\n':
        json += "\\n";
        return;
    case '\r':
        json += "\\r";
        return;
    case '\t':
        json += "\\t";
        return;
    default:
        json += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
}

void append_text(std::string& json, std::string_view text) {
    json += '"';
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8_character(text, at);
        const char c = text[at];
        if (length == 0)
            json += replacement_character;
        else if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20U || c == 0x7F)
            append_escaped(json, c);
        else
            json += text.substr(at, length);
        at += length == 0 ? 1 : length;
    }
    json += '"';
}

void append_real(std::string& json, double number) {
    if (!std::isfinite(number)) {
        json += "null";
        return;
    }
    std::array<char, 32> digits{}; // the shortest that reads back as the same number
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    json.append(digits.data(), end);
}

void append_member(std::string& json, std::string_view key, const Value& value);

void append_value(std::string& json, const Value& value) {
    if (value.is_null()) {
        json += "null";
    } else if (value.is_bool()) {
        json += value.as_bool() ? "true" : "false";
    } else if (value.is_integer()) {
        json += fmt::format("{}", value.as_integer());
    } else if (value.is_real()) {
        append_real(json, value.as_real());
    } else if (value.is_string()) {
        append_text(json, value.as_string());
    } else if (value.is_array()) {
        json += '[';
        for (const Value& element : value.as_array()) {
            json += &element == value.as_array().data() ? "" : ",";
            append_value(json, element);
        }
        json += ']';
    } else {
        std::string members;
        for (const auto& [name, member] : value.as_object())
            append_member(members, name, member);
        json += '{' + members + '}';
    }
}

void append_key(std::string& json, std::string_view key) {
    if (!json.empty())
        json += ',';
    append_text(json, key);
    json += ':';
}

void append_member(std::string& json, std::string_view key, const Value& value) {
    append_key(json, key);
    append_value(json, value);
    if (value.is_string() && !is_utf8(value.as_string())) {
        append_key(json, std::string{key} + "_base64");
        append_text(json, base64(value.as_string()));
    }
}

} // namespace

JsonLine& JsonLine::add(std::string_view key, std::string_view text) {
    append_member(members_, key, Value{text});
    return *this;
}

JsonLine& JsonLine::add(std::string_view key, std::uint64_t number) {
    append_key(members_, key);
    members_ += fmt::format("{}", number);
    return *this;
}

JsonLine& JsonLine::add(std::string_view key, const Value& value) {
    append_member(members_, key, value);
    return *this;
}

} // namespace penstock::storage

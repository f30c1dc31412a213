// SPDX-License-Identifier: Apache-2.0
#include "config/words.hpp"

#include "json/write.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace penstock::config {
namespace {

constexpr std::size_t longest_quote = 80;
constexpr std::size_t longest_list = 16;

bool is_word_byte(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

} // namespace

std::string in_quotes(std::string_view text) {
    if (text.size() <= longest_quote)
        return json::to_text(Value{text}, json::Layout::compact);
    std::size_t end = longest_quote;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end; // not through the middle of a character
    return json::to_text(Value{std::string{text.substr(0, end)} + "..."}, json::Layout::compact);
}

std::string as_found(const Value& value) {
    if (value.is_array())
        return "a list";
    if (value.is_object())
        return "an object";
    if (value.is_string())
        return in_quotes(value.as_string());
    return json::to_text(value, json::Layout::compact);
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), longest_list); ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    return names.size() > longest_list ? text + ", ..." : text;
}

std::string alternatives(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
    return text;
}

std::string path_to(std::string_view parent, std::string_view member) {
    const bool is_plain = !member.empty() && std::all_of(member.begin(), member.end(), [](char c) {
        return is_name_byte(c) || c == '$';
    });
    std::string path{parent};
    if (!path.empty())
        path += '.';
    return path + (is_plain ? std::string{member} : in_quotes(member));
}

bool is_name_byte(char byte) {
    return is_word_byte(byte) || byte == '/';
}

bool is_word(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_word_byte);
}

bool is_node_name(std::string_view text) {
    for (std::size_t slash = text.find('/'); slash != std::string_view::npos;
         slash = text.find('/')) {
        if (!is_word(text.substr(0, slash)))
            return false;
        text.remove_prefix(slash + 1);
    }
    return is_word(text);
}

bool is_identifier(std::string_view text) {
    return is_word(text) && text.front() != '-' &&
           std::isdigit(static_cast<unsigned char>(text.front())) == 0;
}

} // namespace penstock::config

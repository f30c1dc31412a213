// SPDX-License-Identifier: Apache-2.0
#include "tools/talk.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <unistd.h>

namespace penstock::tools {
namespace {

void put(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
        if (written < 0 && errno != EINTR)
            return; // there is nobody to tell
        text.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// Bytes of the well-formed UTF-8 character that the text begins with; 0 where there is none.
std::size_t character_length(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t length = first < 0x80                     ? 1
                               : first >= 0xC2 && first <= 0xDF ? 2
                               : first >= 0xE0 && first <= 0xEF ? 3
                               : first >= 0xF0 && first <= 0xF4 ? 4
                                                                : 0;
    if (length == 0 || text.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (!is_continuation(text[i]))
            return 0;
    const auto second = length > 1 ? static_cast<unsigned char>(text[1]) : 0U;
    // Overlong forms, surrogates, and what lies beyond Unicode.
    const bool is_bad = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
    return is_bad ? 0 : length;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

// RFC 4648, with padding.
std::string base64(std::string_view bytes) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        for (std::size_t i = at; i < at + 3; ++i)
            group = group << 8U | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            text += at + i <= bytes.size() ? digits[group >> (18 - 6 * i) & 63U] : '=';
    }
    return text;
}

} // namespace

void say(std::string_view text) {
    put(std::string{text} + '\n');
}

std::string printable(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = character_length(text.substr(i));
        const auto byte = static_cast<unsigned char>(text[i]);
        // The second block of control characters is two bytes long in UTF-8.
        const bool is_control =
            (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F ||
            (byte == 0xC2 && length == 2 && static_cast<unsigned char>(text[i + 1]) < 0xA0);
        if (length == 0 || is_control)
            result += '?';
        else
            result += text.substr(i, length);
        i += length == 0 ? 1 : length;
    }
    return result;
}

std::string on_one_line(std::string_view text) {
    std::string line;
    for (const char c : printable(text)) {
        if (c == '\n')
            line += "\\n";
        else if (c == '\t')
            line += "\\t";
        else
            line += c;
    }
    return line;
}

std::string shortened(std::string_view text) {
    constexpr std::size_t longest = 4096;
    if (text.size() <= longest)
        return std::string{text};
    std::size_t end = longest;
    while (end + 3 > longest && is_continuation(text[end]))
        --end; // not through the middle of a character
    return fmt::format("{}... ({} bytes more)", text.substr(0, end), text.size() - end);
}

std::string json_quoted(std::string_view text) {
    std::string result = "\"";
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = character_length(text.substr(i));
        const auto byte = static_cast<unsigned char>(text[i]);
        if (length == 0)
            result += "\xEF\xBF\xBD";
        else if (byte < 0x20)
            result += fmt::format("\\u{:04x}", byte);
        else if (byte == '"' || byte == '\\')
            result += {'\\', text[i]};
        else
            result += text.substr(i, length);
        i += length == 0 ? 1 : length;
    }
    return result + '"';
}

std::string json_member(std::string_view key, std::string_view text) {
    std::string members = fmt::format("\"{}\":{}", key, json_quoted(text));
    if (!is_utf8(text))
        members += fmt::format(",\"{}_base64\":\"{}\"", key, base64(text));
    return members;
}

Talk::~Talk() {
    redraw({});
}

void Talk::line(std::string_view text) {
    const std::scoped_lock lock{mutex_};
    std::string output;
    if (!moving_.empty())
        output += clear_line;
    output += text;
    output += '\n';
    put(output + moving_);
}

void Talk::redraw(std::string_view text) {
    const std::scoped_lock lock{mutex_};
    if (text == moving_)
        return;
    put(std::string{clear_line} + std::string{text});
    moving_ = text;
}

} // namespace penstock::tools

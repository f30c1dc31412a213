// SPDX-License-Identifier: Apache-2.0
#include "json/cursor.hpp"

#include <algorithm>

namespace penstock::json {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view word_ends = " \t\r\n,:[]{}\"/";

// Both quotes included; up to the end of the line where the closing one is missing.
std::size_t string_length(std::string_view text) {
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i + 1;
        else if (text[i] == '\n' || text[i] == '\r')
            return i;
    }
    return text.size();
}

} // namespace

Cursor::Cursor(std::string_view text, std::size_t start, std::uint32_t source)
    : text_{text}, offset_{start}, source_{source} {
    // An editor does not show the byte order mark: columns count from behind it.
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (start == 0 && text.substr(0, byte_order_mark.size()) == byte_order_mark)
        offset_ = line_start_ = byte_order_mark.size();
}

char Cursor::peek(std::size_t ahead) const {
    return offset_ + ahead < text_.size() ? text_[offset_ + ahead] : '\0';
}

void Cursor::advance(std::size_t bytes) {
    const std::size_t end = std::min(offset_ + bytes, text_.size());
    for (; offset_ < end; ++offset_) {
        if (text_[offset_] == '\n') {
            ++line_;
            line_start_ = offset_ + 1;
        }
    }
}

void Cursor::skip_blanks() {
    while (!at_end()) {
        if (blanks.find(peek()) != std::string_view::npos) {
            advance(1);
        } else if (peek() == '/' && peek(1) == '/') {
            advance(std::min(rest().find('\n'), rest().size()));
        } else if (peek() == '/' && peek(1) == '*') {
            const std::size_t close = rest().find("*/", 2);
            if (close == std::string_view::npos)
                return;
            advance(close + 2);
        } else {
            return;
        }
    }
}

std::string_view Cursor::token() const {
    const std::string_view text = rest();
    if (text.empty())
        return text;
    if (text.front() == '"')
        return text.substr(0, string_length(text));
    return text.substr(
        0, std::max<std::size_t>(std::min(text.find_first_of(word_ends), text.size()), 1));
}

Origin Cursor::take_token() {
    skip_blanks();
    while (peek() == ',' || peek() == ':') {
        advance(1);
        skip_blanks();
    }
    const std::size_t length = token().size();
    const Origin origin = here(length);
    advance(length);
    return origin;
}

std::string_view Cursor::text_of(const Origin& token) const {
    return text_.substr(line_start_ + token.column - 1, token.length);
}

Origin Cursor::here(std::size_t length) const {
    return {.source = source_,
            .line = line_,
            .column = static_cast<std::uint32_t>(offset_ - line_start_ + 1),
            .length = static_cast<std::uint32_t>(length)};
}

} // namespace penstock::json

// SPDX-License-Identifier: Apache-2.0
#include "json/string_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace penstock::json {
namespace {

bool is_hex(char c) {
    return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}

// The escape that begins at `offset`, or an empty view where it is a good one.
std::string_view bad_escape(std::string_view token, std::size_t offset) {
    constexpr std::string_view simple = "\"\\/bfnrt";
    const char kind = offset + 1 < token.size() ? token[offset + 1] : '\0';
    if (simple.find(kind) != std::string_view::npos)
        return {};
    if (kind != 'u')
        return token.substr(offset, 2);
    const std::string_view digits = token.substr(std::min(offset + 2, token.size()), 4);
    if (digits.size() == 4 && std::all_of(digits.begin(), digits.end(), is_hex))
        return {};
    return token.substr(offset, 2 + digits.size());
}

} // namespace

StringError find_string_error(std::string_view token) {
    for (std::size_t i = 1; i < token.size(); ++i) {
        const auto byte = static_cast<std::uint8_t>(token[i]);
        if (byte < 0x20)
            return {i,
                    1,
                    byte == '\t'
                        ? std::string{"found a tab inside a string; expected \\t"}
                        : fmt::format("found a control character inside a string; expected "
                                      "\\u{:04x}",
                                      byte)};
        if (token[i] != '\\')
            continue;
        const std::string_view escape = bad_escape(token, i);
        if (!escape.empty())
            return {i,
                    escape.size(),
                    fmt::format("found {} inside a string; expected one of \\\" \\\\ \\/ \\b \\f "
                                "\\n \\r \\t \\uXXXX; a backslash is written \\\\",
                                escape)};
        ++i;
    }
    if (token.size() < 2 || token.back() != '"')
        return {0,
                token.size(),
                "this string is not closed; expected a double quote before the end of the line"};
    return {0,
            token.size(),
            "this string holds half of a surrogate pair; expected \\uD8xx to \\uDBxx followed by "
            "\\uDCxx to \\uDFxx"};
}

} // namespace penstock::json

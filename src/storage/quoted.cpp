// SPDX-License-Identifier: Apache-2.0
#include "storage/quoted.hpp"

#include "storage/utf8.hpp"

#include <fmt/format.h>

namespace penstock::storage {
namespace {

void append_visibly(std::string& text, char c) {
    if (c == '\n')
        text += "\\n";
    else if (c == '\t')
        text += "\\t";
    else if (c == '"' || c == '\\')
        text.append({'\\', c});
    else
        text += fmt::format("\\x{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
}

bool needs_escape(char c) {
    return static_cast<unsigned char>(c) < 0x20U || c == 0x7F || c == '"' || c == '\\';
}

} // namespace

std::string quoted(std::string_view name) {
    std::string text = "\"";
    for (std::size_t at = 0; at < name.size();) {
        const std::size_t length = utf8_character(name, at);
        if (length == 0 || needs_escape(name[at])) {
            append_visibly(text, name[at]);
            ++at;
        } else {
            text += name.substr(at, length);
            at += length;
        }
    }
    return text + '"';
}

} // namespace penstock::storage

// SPDX-License-Identifier: Apache-2.0
#include "penstock/config_error.hpp"

#include <algorithm>
#include <utility>

namespace penstock {
namespace {

std::string all_lines(const std::vector<ConfigIssue>& issues) {
    std::string text;
    for (const ConfigIssue& issue : issues) {
        if (!text.empty())
            text += '\n';
        text += issue.to_string();
    }
    return text;
}

// Of a character of several bytes in UTF-8: it takes no place of its own on the screen.
bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

} // namespace

std::string ConfigIssue::to_string() const {
    std::string text = source;
    if (origin.is_known())
        text += ':' + std::to_string(origin.line) + ':' + std::to_string(origin.column);
    if (!text.empty())
        text += ": ";
    if (severity == Severity::warning)
        text += "warning: ";
    if (!path.empty())
        text += path + ": ";
    return text + message;
}

std::string ConfigIssue::to_string_with_caret() const {
    if (!origin.is_known() || source_line.empty())
        return to_string();
    const std::string number = std::to_string(origin.line);
    const std::size_t before = std::min<std::size_t>(origin.column - 1, source_line.size());
    std::string pad = source_line.substr(0, before);
    std::erase_if(pad, is_continuation);
    std::replace_if(
        pad.begin(), pad.end(), [](char c) { return c != '\t'; }, ' ');
    std::string marked = source_line.substr(before, origin.length);
    std::erase_if(marked, is_continuation);
    const std::size_t carets = std::max<std::size_t>(marked.size(), 1);
    return to_string() + "\n  " + number + " | " + source_line + "\n  " +
           std::string(number.size(), ' ') + " | " + pad + std::string(carets, '^');
}

ConfigError::ConfigError(std::vector<ConfigIssue> issues)
    : std::runtime_error{all_lines(issues)}, issues_{std::move(issues)} {}
ConfigError::ConfigError(const ConfigError&) = default;
ConfigError::~ConfigError() = default;

} // namespace penstock

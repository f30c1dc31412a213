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

std::string place_text(const Origin& origin) {
    if (!origin.is_known())
        return {};
    return ':' + std::to_string(origin.line) + ':' + std::to_string(origin.column);
}

// The issue without its notes.
std::string headline(const ConfigIssue& issue) {
    std::string text = issue.source + place_text(issue.origin);
    if (!text.empty())
        text += ": ";
    if (issue.severity == ConfigIssue::Severity::warning)
        text += "warning: ";
    if (!issue.path.empty())
        text += issue.path + ": ";
    text += issue.message;
    if (!issue.rule.empty())
        text += " [" + issue.rule + ']';
    return text;
}

// Two lines below what was said; nothing where the place is unknown.
std::string line_with_caret(const Origin& origin, const std::string& line) {
    if (!origin.is_known() || line.empty())
        return {};
    const std::string number = std::to_string(origin.line);
    const std::size_t before = std::min<std::size_t>(origin.column - 1, line.size());
    std::string pad = line.substr(0, before);
    std::erase_if(pad, is_continuation);
    std::replace_if(
        pad.begin(), pad.end(), [](char c) { return c != '\t'; }, ' ');
    std::string marked = line.substr(before, origin.length);
    std::erase_if(marked, is_continuation);
    const std::size_t carets = std::max<std::size_t>(marked.size(), 1);
    return "\n  " + number + " | " + line + "\n  " + std::string(number.size(), ' ') + " | " + pad +
           std::string(carets, '^');
}

} // namespace

std::string ConfigNote::to_string() const {
    return message + " at " + source + place_text(origin);
}

std::string ConfigIssue::to_string() const {
    std::string text = headline(*this);
    for (const ConfigNote& note : notes)
        text += (&note == &notes.front() ? " (" : "; ") + note.to_string();
    return notes.empty() ? text : text + ')';
}

std::string ConfigIssue::to_string_with_caret() const {
    std::string text = headline(*this) + line_with_caret(origin, source_line);
    for (const ConfigNote& note : notes)
        text += "\n  " + note.to_string() + line_with_caret(note.origin, note.source_line);
    return text;
}

ConfigError::ConfigError(std::vector<ConfigIssue> issues)
    : std::runtime_error{all_lines(issues)}, issues_{std::move(issues)} {}
ConfigError::ConfigError(const ConfigError&) = default;
ConfigError::~ConfigError() = default;

} // namespace penstock

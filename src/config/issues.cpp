// SPDX-License-Identifier: Apache-2.0
#include "config/issues.hpp"

#include "json/parse.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace penstock::config {
namespace {

// Longer ones are not shown: a generated file can be one line of megabytes.
constexpr std::size_t longest_shown_line = 400;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view without_mark(std::string_view text) {
    if (text.substr(0, byte_order_mark.size()) == byte_order_mark)
        text.remove_prefix(byte_order_mark.size());
    return text;
}

std::vector<std::size_t> find_line_starts(std::string_view text) {
    std::vector<std::size_t> starts{0};
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n')
            starts.push_back(i + 1);
    return starts;
}

std::string_view
line_in(std::string_view text, const std::vector<std::size_t>& starts, std::uint32_t line) {
    if (line == 0 || line > starts.size())
        return {};
    std::string_view result = text.substr(starts[line - 1]);
    result = result.substr(0, result.find('\n'));
    if (!result.empty() && result.back() == '\r')
        result.remove_suffix(1);
    return result;
}

bool is_flag(const Origin& origin) {
    return origin.source > 0;
}

ConfigIssue issue_at(const std::vector<ConfigSource>& sources,
                     const Origin& origin,
                     std::string_view line,
                     std::string path,
                     std::string message) {
    ConfigIssue issue;
    issue.origin = origin;
    issue.path = std::move(path);
    issue.message = std::move(message);
    if (origin.source < sources.size())
        issue.source = sources[origin.source].name;
    if (is_flag(origin)) {
        issue.origin = Origin{};
        issue.origin.source = origin.source;
    } else if (line.size() <= longest_shown_line) {
        issue.source_line = line;
    }
    return issue;
}

} // namespace

ConfigIssue located(const std::vector<ConfigSource>& sources,
                    const Origin& origin,
                    std::string path,
                    std::string message) {
    std::string_view line;
    if (origin.is_known() && origin.source < sources.size()) {
        const std::string_view text = without_mark(sources[origin.source].text);
        line = line_in(text, find_line_starts(text), origin.line);
    }
    return issue_at(sources, origin, line, std::move(path), std::move(message));
}

std::string_view Issues::line_at(const Origin& origin) const {
    if (!origin.is_known() || origin.source >= sources_.size())
        return {};
    const std::string_view text = without_mark(sources_[origin.source].text);
    if (is_flag(origin))
        return line_in(text, find_line_starts(text), origin.line);
    if (line_starts_.empty())
        line_starts_ = find_line_starts(text);
    return line_in(text, line_starts_, origin.line);
}

void Issues::add(ConfigIssue::Severity severity,
                 const Origin& origin,
                 std::string path,
                 std::string message) {
    if (is_full() || is_consequence(origin))
        return;
    const auto is_same = [&](const std::pair<Origin, ConfigIssue>& one) {
        return one.first.source == origin.source && one.first.line == origin.line &&
               one.first.column == origin.column && one.second.path == path &&
               one.second.message == message;
    };
    if (std::any_of(issues_.begin(), issues_.end(), is_same))
        return;
    ConfigIssue issue =
        issue_at(sources_, origin, line_at(origin), std::move(path), std::move(message));
    issue.severity = severity;
    issues_.emplace_back(origin, std::move(issue));
}

void Issues::error(const Origin& origin, std::string path, std::string message) {
    add(ConfigIssue::Severity::error, origin, std::move(path), std::move(message));
}

void Issues::warning(const Origin& origin, std::string path, std::string message) {
    add(ConfigIssue::Severity::warning, origin, std::move(path), std::move(message));
}

void Issues::adopt(const ConfigIssue& issue) {
    error(issue.origin, issue.path, issue.message);
}

void Issues::keep(const ConfigIssue& issue) {
    issues_.emplace_back(issue.origin, issue);
    if (issue.severity == ConfigIssue::Severity::error)
        settled_.push_back(issue.origin);
}

bool Issues::is_consequence(const Origin& origin) const {
    return std::any_of(settled_.begin(), settled_.end(), [&](const Origin& settled) {
        if (origin.source != settled.source || !origin.is_known())
            return false;
        if (is_flag(origin))
            return true;
        const auto end = [](const Origin& one) {
            return one.column + std::max<std::uint32_t>(one.length, 1);
        };
        return origin.line == settled.line && origin.column < end(settled) &&
               settled.column < end(origin);
    });
}

bool Issues::is_full() const {
    return issues_.size() >= json::max_issues;
}

bool Issues::has_error() const {
    return std::any_of(issues_.begin(), issues_.end(), [](const auto& one) {
        return one.second.severity == ConfigIssue::Severity::error;
    });
}

std::vector<ConfigIssue> Issues::take() {
    const auto place = [](const std::pair<Origin, ConfigIssue>& one) {
        return std::tuple{one.first.source, one.first.line, one.first.column};
    };
    std::stable_sort(issues_.begin(), issues_.end(), [&](const auto& left, const auto& right) {
        return place(left) < place(right);
    });
    std::vector<ConfigIssue> result;
    for (auto& [origin, issue] : issues_)
        result.push_back(std::move(issue));
    issues_.clear();
    return result;
}

std::string_view Issues::text_at(const Origin& origin) const {
    const std::string_view line = line_at(origin);
    if (origin.column == 0 || origin.column > line.size())
        return {};
    return line.substr(origin.column - 1, origin.length);
}

Origin Issues::part_of(const Value& text, std::size_t offset, std::size_t length) const {
    const Origin& whole = text.origin;
    if (!whole.is_known() || whole.source >= sources_.size() || !text.is_string())
        return whole;
    // Escapes and variables make the value differ from what was written; then nothing can be
    // counted.
    const std::string_view line = line_at(whole);
    const std::string& content = text.as_string();
    if (whole.column > line.size() || line.substr(whole.column, content.size()) != content)
        return whole;
    Origin part = whole;
    part.column += static_cast<std::uint32_t>(1 + offset);
    part.length = static_cast<std::uint32_t>(length);
    return part;
}

} // namespace penstock::config

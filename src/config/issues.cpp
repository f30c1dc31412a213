// SPDX-License-Identifier: Apache-2.0
#include "config/issues.hpp"

#include "json/parse.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <tuple>
#include <utility>

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

using Sources = std::vector<ConfigSource>;

const ConfigSource* source_of(const Sources& sources, const Origin& origin) {
    return origin.source < sources.size() ? &sources[origin.source] : nullptr;
}

bool is_of_kind(const Sources& sources, const Origin& origin, ConfigSource::Kind kind) {
    const ConfigSource* source = source_of(sources, origin);
    return source != nullptr && source->kind == kind;
}

bool is_flag(const Sources& sources, const Origin& origin) {
    return is_of_kind(sources, origin, ConfigSource::Kind::flag);
}

// What issues and notes have in common.
template <class Blamed>
void put_place(Blamed& blamed,
               const Sources& sources,
               const Origin& origin,
               std::string_view line) {
    const Origin place = as_written(sources, origin);
    blamed.origin = place;
    if (place.source < sources.size())
        blamed.source = sources[place.source].name;
    if (is_flag(sources, place)) {
        blamed.origin = Origin{};
        blamed.origin.source = place.source;
    } else if (line.size() <= longest_shown_line) {
        blamed.source_line = line;
    }
}

// Finds the line of a place.
using LineAt = std::function<std::string_view(const Origin&)>;

ConfigNote
note_at(const Sources& sources, const Origin& origin, std::string remark, const LineAt& line_at) {
    ConfigNote note;
    note.message = std::move(remark);
    put_place(note, sources, origin, line_at(origin));
    return note;
}

// Why the text that the place lies in takes part: from the nearest cause to the first.
std::vector<ConfigNote> causes_of(const Sources& sources, Origin origin, const LineAt& line_at) {
    std::vector<ConfigNote> notes;
    for (const ConfigSource* source = source_of(sources, origin);
         source != nullptr && source->cause.is_known();
         source = source_of(sources, origin)) {
        notes.push_back(note_at(sources, source->cause, source->remark, line_at));
        origin = source->cause;
    }
    return notes;
}

ConfigIssue issue_at(const Sources& sources,
                     const Origin& origin,
                     std::string path,
                     std::string message,
                     const LineAt& line_at) {
    ConfigIssue issue;
    issue.path = std::move(path);
    issue.message = std::move(message);
    put_place(issue, sources, origin, line_at(origin));
    issue.notes = causes_of(sources, origin, line_at);
    return issue;
}

} // namespace

Origin as_written(const Sources& sources, const Origin& origin) {
    Origin place = origin;
    if (is_of_kind(sources, place, ConfigSource::Kind::use))
        place.source = sources[place.source].original;
    return place;
}

ConfigIssue
located(const Sources& sources, const Origin& origin, std::string path, std::string message) {
    const auto line_at = [&sources](const Origin& one) -> std::string_view {
        const Origin place = as_written(sources, one);
        if (!place.is_known() || place.source >= sources.size())
            return {};
        const std::string_view text = without_mark(sources[place.source].text);
        return line_in(text, find_line_starts(text), place.line);
    };
    return issue_at(sources, origin, std::move(path), std::move(message), line_at);
}

std::string_view Issues::line_at(const Origin& origin) const {
    const Origin place = as_written(sources_, origin);
    if (!place.is_known() || place.source >= sources_.size())
        return {};
    const std::string_view text = without_mark(sources_[place.source].text);
    std::vector<std::size_t>& starts = line_starts_[place.source];
    if (starts.empty())
        starts = find_line_starts(text);
    return line_in(text, starts, place.line);
}

bool Issues::is_same(const Origin& left, const Origin& right) const {
    const Origin one = as_written(sources_, left);
    const Origin other = as_written(sources_, right);
    return one.source == other.source && one.line == other.line && one.column == other.column;
}

ConfigIssue* Issues::add(ConfigIssue::Severity severity,
                         const Origin& origin,
                         std::string path,
                         std::string message,
                         std::string_view rule) {
    if (is_full() || is_consequence(origin))
        return nullptr;
    // Every copy of a subgraph has its mistakes: said of the first one, they are said.
    const bool is_in_copy = is_of_kind(sources_, origin, ConfigSource::Kind::use);
    const auto is_said = [&](const std::pair<Origin, ConfigIssue>& one) {
        return is_same(one.first, origin) && one.second.message == message &&
               (is_in_copy || one.second.path == path);
    };
    if (std::any_of(issues_.begin(), issues_.end(), is_said))
        return nullptr;
    ConfigIssue issue =
        issue_at(sources_, origin, std::move(path), std::move(message), [this](const Origin& one) {
            return line_at(one);
        });
    issue.severity = severity;
    issue.rule = rule;
    return &issues_.emplace_back(origin, std::move(issue)).second;
}

void Issues::error(const Origin& origin,
                   std::string path,
                   std::string message,
                   std::string_view rule) {
    (void)add(ConfigIssue::Severity::error, origin, std::move(path), std::move(message), rule);
}

void Issues::error(const Origin& origin,
                   std::string path,
                   std::string message,
                   std::string remark,
                   const Origin& other_place) {
    ConfigIssue* issue =
        add(ConfigIssue::Severity::error, origin, std::move(path), std::move(message), {});
    if (issue == nullptr || !other_place.is_known())
        return;
    issue->notes.insert(
        issue->notes.begin(),
        note_at(sources_, other_place, std::move(remark), [this](const Origin& one) {
            return line_at(one);
        }));
}

void Issues::warning(const Origin& origin, std::string path, std::string message) {
    (void)add(ConfigIssue::Severity::warning, origin, std::move(path), std::move(message), {});
}

void Issues::adopt(const ConfigIssue& issue) {
    error(issue.origin, issue.path, issue.message);
}

void Issues::keep(const ConfigIssue& issue) {
    issues_.emplace_back(issue.origin, issue);
    if (issue.severity == ConfigIssue::Severity::error)
        settled_.push_back(issue.origin);
}

bool Issues::overlaps(const Origin& left, const Origin& right) const {
    const Origin one = as_written(sources_, left);
    const Origin other = as_written(sources_, right);
    if (one.source != other.source || !one.is_known())
        return false;
    if (is_flag(sources_, one))
        return true;
    const auto end = [](const Origin& place) {
        return place.column + std::max<std::uint32_t>(place.length, 1);
    };
    return one.line == other.line && one.column < end(other) && other.column < end(one);
}

bool Issues::is_consequence(const Origin& origin) const {
    return std::any_of(settled_.begin(), settled_.end(), [&](const Origin& settled) {
        return overlaps(origin, settled);
    });
}

bool Issues::has_error_at(const Origin& origin) const {
    return std::any_of(issues_.begin(), issues_.end(), [&](const auto& one) {
        return one.second.severity == ConfigIssue::Severity::error && overlaps(origin, one.first);
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
    const auto place = [this](const std::pair<Origin, ConfigIssue>& one) {
        const Origin written = as_written(sources_, one.first);
        return std::tuple{is_flag(sources_, written), written.source, written.line, written.column};
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

std::string Issues::place_of(const Origin& origin) const {
    const Origin place = as_written(sources_, origin);
    if (!place.is_known() || place.source >= sources_.size())
        return {};
    const std::string& name = sources_[place.source].name;
    if (is_flag(sources_, place))
        return name;
    return name + ':' + std::to_string(place.line) + ':' + std::to_string(place.column);
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

// SPDX-License-Identifier: Apache-2.0
#include "json/parse.hpp"

#include "json/cursor.hpp"
#include "json/syntax_error.hpp"
#include "json/utf8.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <string>
#include <unordered_map>
#include <utility>

namespace penstock::json {
namespace {

using Last = Progress::Last;

// nlohmann's lexer ends a number at the first byte that cannot continue it, and reads 007 as three
// numbers and truely as a word and a mistake; a reader sees one wrong word.
bool is_whole_scalar(std::string_view token) {
    if (token == "true" || token == "false" || token == "null")
        return true;
    std::size_t at = token.substr(0, 1) == "-" ? 1 : 0;
    const auto take_digits = [&] {
        const std::size_t start = at;
        while (at < token.size() && token[at] >= '0' && token[at] <= '9')
            ++at;
        return at - start;
    };
    const bool begins_with_zero = token.substr(at, 1) == "0";
    const std::size_t whole_digits = take_digits();
    if (whole_digits == 0 || (begins_with_zero && whole_digits > 1))
        return false;
    if (token.substr(at, 1) == ".") {
        ++at;
        if (take_digits() == 0)
            return false;
    }
    if (token.substr(at, 1) == "e" || token.substr(at, 1) == "E") {
        ++at;
        if (token.substr(at, 1) == "+" || token.substr(at, 1) == "-")
            ++at;
        if (take_digits() == 0)
            return false;
    }
    return at == token.size();
}

// Receives nlohmann's events and builds the value; the cursor takes one token for each event.
class Builder {
public:
    Builder(Cursor cursor, std::vector<ConfigIssue>& issues) : cursor_{cursor}, issues_{issues} {}

    bool null() { return scalar(Value{}); }
    bool boolean(bool value) { return scalar(Value{value}); }
    bool number_integer(std::int64_t value) { return scalar(Value{value}); }
    bool number_unsigned(std::uint64_t value) {
        if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return scalar(Value{static_cast<std::int64_t>(value)});
        return too_large_integer(static_cast<double>(value), std::to_string(value));
    }
    bool number_float(double value, const std::string& written) {
        if (written.find_first_of(".eE") == std::string::npos)
            return too_large_integer(value, written);
        return scalar(Value{value});
    }
    bool string(std::string& value) {
        add(std::move(value), cursor_.take_token());
        return true;
    }
    bool binary(nlohmann::json::binary_t&) { return false; } // JSON text has none

    bool start_object(std::size_t) { return open(Value{Value::Object{}}); }
    bool start_array(std::size_t) { return open(Value{Value::Array{}}); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }

    bool key(std::string& name) {
        const Origin origin = cursor_.take_token();
        const auto [first, is_new] = levels_.back().keys.emplace(name, origin);
        if (!is_new)
            report(origin,
                   path_of(name),
                   fmt::format("the key \"{}\" stands twice in this object, first at {}:{}; "
                               "expected it once; remove one",
                               name,
                               first->second.line,
                               first->second.column));
        levels_.back().is_duplicate = !is_new;
        progress_.last = Last::key;
        progress_.last_key = name;
        levels_.back().key = std::move(name);
        levels_.back().key_origin = origin;
        return true;
    }

    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) {
        issues_.push_back(describe_syntax_error(cursor_, progress_));
        return false;
    }

    Value& result() { return result_; }

private:
    struct Level {
        Value value;
        std::string key; // of the member that comes next
        Origin key_origin;
        bool is_duplicate = false; // of the first member of that name, which is the one that stays
        std::unordered_map<std::string, Origin> keys;
    };

    bool scalar(Value value) {
        const Cursor before = cursor_;
        const Origin origin = cursor_.take_token();
        if (!is_whole_scalar(cursor_.text_of(origin))) {
            issues_.push_back(describe_syntax_error(before, progress_));
            return false;
        }
        add(std::move(value), origin);
        return true;
    }

    bool too_large_integer(double value, const std::string& written) {
        Cursor place = cursor_;
        report(place.take_token(),
               levels_.empty() ? std::string{} : path_of(levels_.back().key),
               fmt::format("found {}; expected an integer from -9223372036854775808 to "
                           "9223372036854775807",
                           written));
        return scalar(Value{value});
    }

    bool open(Value container) {
        container.origin = cursor_.take_token();
        if (levels_.size() == max_nesting) {
            report(container.origin,
                   {},
                   fmt::format("lists and objects are nested too deep; expected at most {} levels",
                               max_nesting));
            return false;
        }
        progress_.last = Last::opening;
        progress_.open.push_back({container.is_object(), container.origin});
        levels_.push_back({.value = std::move(container), .key = {}, .key_origin = {}, .keys = {}});
        return true;
    }

    bool close() {
        (void)cursor_.take_token();
        Value closed = std::move(levels_.back().value);
        levels_.pop_back();
        progress_.open.pop_back();
        const Origin origin = closed.origin;
        add(std::move(closed), origin);
        return true;
    }

    void add(Value value, const Origin& origin) {
        value.origin = origin;
        progress_.last = Last::value;
        if (levels_.empty()) {
            result_ = std::move(value);
            return;
        }
        Level& level = levels_.back();
        if (level.value.is_array()) {
            level.value.as_array().push_back(std::move(value));
        } else if (!level.is_duplicate) {
            value.key_origin = level.key_origin;
            level.value.as_object().emplace_back(level.key, std::move(value));
        }
    }

    std::string path_of(const std::string& last) const {
        std::string path;
        for (std::size_t i = 0; i < levels_.size(); ++i) {
            const Level& level = levels_[i];
            if (level.value.is_array()) {
                path += fmt::format("[{}]", level.value.as_array().size());
                continue;
            }
            if (!path.empty())
                path += '.';
            path += i + 1 < levels_.size() ? level.key : last;
        }
        return path;
    }

    void report(const Origin& origin, std::string path, std::string message) {
        if (issues_.size() >= max_issues)
            return;
        ConfigIssue issue;
        issue.origin = origin;
        issue.path = std::move(path);
        issue.message = std::move(message);
        issues_.push_back(std::move(issue));
    }

    Cursor cursor_;
    std::vector<ConfigIssue>& issues_;
    std::vector<Level> levels_;
    Progress progress_;
    Value result_;
};

// What can be said of the text as a whole, before it is read.
bool is_readable(std::string_view text,
                 std::size_t start,
                 std::uint32_t source,
                 std::size_t most_bytes,
                 std::vector<ConfigIssue>& issues) {
    ConfigIssue issue;
    issue.origin.source = source;
    if (text.size() - start > most_bytes) {
        issue.message = fmt::format("the text has {} bytes; expected at most {} ({}MiB)",
                                    text.size() - start,
                                    most_bytes,
                                    most_bytes >> 20U);
        issues.push_back(std::move(issue));
        return false;
    }
    const std::size_t zero = text.find('\0', start);
    const std::size_t broken = find_invalid_utf8(text.substr(start));
    if (zero == std::string_view::npos && broken == std::string_view::npos)
        return true;
    Cursor place{text, start, source};
    if (broken != std::string_view::npos && start + broken < zero) {
        place.advance(start + broken - (text.size() - place.rest().size()));
        issue.message = fmt::format("found the byte 0x{:02X}, which is not UTF-8 here; expected "
                                    "text in UTF-8; save the file in that encoding",
                                    static_cast<std::uint8_t>(place.peek()));
    } else {
        place.advance(zero - (text.size() - place.rest().size()));
        issue.message = "found a zero byte; expected text";
    }
    issue.origin = place.here(1);
    issues.push_back(std::move(issue));
    return false;
}

std::optional<Value> read(std::string_view text,
                          std::size_t start,
                          std::uint32_t source_index,
                          std::size_t most_bytes,
                          std::vector<ConfigIssue>& issues) {
    if (!is_readable(text, start, source_index, most_bytes, issues))
        return std::nullopt;
    Builder builder{Cursor{text, start, source_index}, issues};
    constexpr bool is_strict = true;
    constexpr bool ignores_comments = true;
    const std::string_view part = text.substr(start);
    if (!nlohmann::json::sax_parse(part.begin(),
                                   part.end(),
                                   &builder,
                                   nlohmann::json::input_format_t::json,
                                   is_strict,
                                   ignores_comments))
        return std::nullopt;
    return std::move(builder.result());
}

} // namespace

std::optional<Value> parse_from(std::string_view text,
                                std::size_t start,
                                std::uint32_t source_index,
                                std::vector<ConfigIssue>& issues) {
    return read(text, start, source_index, max_text_bytes, issues);
}

std::optional<Value> parse(std::string_view text,
                           std::uint32_t source_index,
                           std::vector<ConfigIssue>& issues,
                           std::size_t most_bytes) {
    return read(text, 0, source_index, most_bytes, issues);
}

} // namespace penstock::json

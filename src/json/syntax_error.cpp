// SPDX-License-Identifier: Apache-2.0
#include "json/syntax_error.hpp"

#include "json/string_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace penstock::json {
namespace {

using Last = Progress::Last;

bool is_letter(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}
bool begins_number(char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '+' || c == '.';
}

class Diagnosis {
public:
    Diagnosis(Cursor cursor, const Progress& progress) : at_{cursor}, progress_{progress} {}

    ConfigIssue describe() {
        at_.skip_blanks();
        if (progress_.last == Last::key)
            return after_key();
        if (progress_.open.empty())
            return progress_.last == Last::nothing ? bad_value() : behind_the_end();
        if (progress_.last == Last::opening)
            return is_in_object() ? bad_key() : bad_value();
        return after_member();
    }

private:
    bool is_in_object() const { return !progress_.open.empty() && progress_.open.back().is_object; }
    const char* container() const { return is_in_object() ? "object" : "list"; }
    char closing() const { return is_in_object() ? '}' : ']'; }

    ConfigIssue issue(std::size_t length, std::string message) const {
        ConfigIssue result;
        result.origin = at_.here(length);
        result.message = std::move(message);
        return result;
    }

    // "the text ends", "\"}\"", "\"foo\"": what stands here.
    std::string found() const {
        if (at_.at_end())
            return "the end of the text";
        const std::string_view token = at_.token();
        if (token.front() == '"')
            return fmt::format("the string {}", token);
        return fmt::format("\"{}\"", token);
    }
    ConfigIssue unexpected(std::string_view expected) const {
        if (at_.peek() == '/' && at_.peek(1) == '*')
            return issue(2, "this comment is not closed; expected \"*/\" at its end");
        if (at_.peek() == '#')
            return issue(1, "found \"#\"; comments begin with \"//\"");
        if (at_.at_end() && !progress_.open.empty()) {
            const Origin& open = progress_.open.back().origin;
            return issue(1,
                         fmt::format("the text ends inside the {} that begins at {}:{}; expected "
                                     "{}",
                                     container(),
                                     open.line,
                                     open.column,
                                     expected));
        }
        return issue(at_.token().size(), fmt::format("found {}; expected {}", found(), expected));
    }

    ConfigIssue after_key() {
        if (at_.peek() != ':')
            return unexpected(fmt::format("\":\" behind the key \"{}\"", progress_.last_key));
        at_.advance(1);
        at_.skip_blanks();
        return bad_value();
    }

    ConfigIssue behind_the_end() const {
        return unexpected("nothing more behind the end of the value");
    }

    ConfigIssue after_member() {
        if (at_.peek() != ',')
            return missing_comma();
        const ConfigIssue comma =
            issue(1,
                  fmt::format("found a comma behind the last entry of this {}; expected \"{}\"; "
                              "remove the comma",
                              container(),
                              closing()));
        at_.advance(1);
        at_.skip_blanks();
        if (at_.peek() == closing())
            return comma;
        if (at_.peek() == ',')
            return issue(1, "found two commas in a row; expected one; remove the second");
        return is_in_object() ? bad_key() : bad_value();
    }

    ConfigIssue missing_comma() const {
        if (at_.peek() == '}' || at_.peek() == ']') {
            const Origin& open = progress_.open.back().origin;
            return issue(1,
                         fmt::format("found \"{}\"; expected \"{}\", which closes the {} that "
                                     "begins at {}:{}",
                                     at_.peek(),
                                     closing(),
                                     container(),
                                     open.line,
                                     open.column));
        }
        return unexpected(fmt::format("\",\" or \"{}\"", closing()));
    }

    ConfigIssue bad_key() const {
        if (at_.peek() == '"')
            return bad_string();
        if (at_.peek() == '\'')
            return single_quotes();
        if (is_letter(at_.peek())) {
            const std::string_view word = at_.token();
            return issue(
                word.size(),
                fmt::format(
                    "found {} without quotes; expected a key in quotes; write \"{}\"", word, word));
        }
        return unexpected(progress_.last == Last::opening ? "a key in quotes or \"}\""
                                                          : "a key in quotes");
    }

    ConfigIssue bad_value() const {
        if (at_.peek() == '"')
            return bad_string();
        if (at_.peek() == '\'')
            return single_quotes();
        if (is_letter(at_.peek()))
            return bad_word();
        if (begins_number(at_.peek()))
            return bad_number();
        if (progress_.open.empty())
            return at_.at_end() ? issue(1, "the text is empty; expected an object")
                                : unexpected("a value");
        return unexpected(progress_.last == Last::opening ? "a value or \"]\"" : "a value");
    }

    ConfigIssue single_quotes() const {
        return issue(1, "found a single quote; expected a string in double quotes");
    }

    ConfigIssue bad_string() const {
        const StringError error = find_string_error(at_.token());
        Cursor place = at_;
        place.advance(error.offset);
        ConfigIssue result;
        result.origin = place.here(error.length);
        result.message = error.message;
        return result;
    }

    ConfigIssue not_a_json_number(std::string_view word) const {
        return issue(
            word.size(),
            fmt::format("found {}, which is no number in JSON; expected a finite number", word));
    }

    ConfigIssue bad_word() const {
        static constexpr std::array<std::string_view, 3> words = {"true", "false", "null"};
        const std::string_view word = at_.token();
        std::string lower{word};
        std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
            return static_cast<char>(std::tolower(c));
        });
        if (lower == "nan" || lower == "inf" || lower == "infinity")
            return not_a_json_number(word);
        if (lower == "none" || lower == "nil")
            lower = "null";
        for (const std::string_view known : words)
            if (lower == known)
                return issue(
                    word.size(),
                    fmt::format("found {}; expected a value; did you mean {}?", word, known));
        return issue(
            word.size(),
            fmt::format(
                "found {} without quotes; expected a value; if it is a string, write \"{}\"",
                word,
                word));
    }

    ConfigIssue bad_number() const {
        const std::string_view word = at_.token();
        const std::string_view digits = word.substr(
            word.find_first_not_of("+-") == std::string_view::npos ? word.size()
                                                                   : word.find_first_not_of("+-"));
        if (!digits.empty() && (digits.front() == 'I' || digits.front() == 'i' ||
                                digits.front() == 'N' || digits.front() == 'n'))
            return not_a_json_number(word);
        const auto wrong = [&](std::string_view expected) {
            return issue(word.size(), fmt::format("found {}; expected {}", word, expected));
        };
        if (word.front() == '+')
            return wrong("a number without \"+\" before it");
        if (!digits.empty() && digits.front() == '.')
            return wrong("a number with a digit before its point, such as 0.5");
        if (digits.size() > 1 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
            return wrong("a decimal number");
        if (digits.size() > 1 && digits[0] == '0' &&
            std::isdigit(static_cast<unsigned char>(digits[1])) != 0)
            return wrong("a number without leading zeros");
        if (digits.find_first_not_of("0123456789.eE+-") != std::string_view::npos)
            return wrong(fmt::format("a number; values with a unit are strings: \"{}\"", word));
        if (digits.find_first_of("eE") != std::string_view::npos &&
            std::isdigit(static_cast<unsigned char>(digits.back())) != 0)
            return wrong("a number of at most 1.8e308");
        return wrong("a number such as 3, -0.5 or 1e6");
    }

    Cursor at_;
    const Progress& progress_;
};

} // namespace

ConfigIssue describe_syntax_error(Cursor cursor, const Progress& progress) {
    return Diagnosis{cursor, progress}.describe();
}

} // namespace penstock::json

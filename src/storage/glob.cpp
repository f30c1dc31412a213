// SPDX-License-Identifier: Apache-2.0
#include "storage/glob.hpp"

#include "storage/brace_expansion.hpp"
#include "storage/quoted.hpp"
#include "storage/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace penstock::storage {
namespace {

constexpr std::size_t most_alternatives = 1000;

struct Character {
    std::uint32_t value = 0;
    std::size_t length = 1;
};

// The character at `at`; a byte that is not UTF-8 is a character of its own, beyond all others.
Character character_at(std::string_view text, std::size_t at) {
    const std::size_t length = utf8_character(text, at);
    const auto first = static_cast<unsigned char>(text[at]);
    if (length == 0)
        return {.value = 0x110000U + first, .length = 1};
    if (length == 1)
        return {.value = first, .length = 1};
    std::uint32_t value = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        value = (value << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    return {.value = value, .length = length};
}

bool is_hidden(std::string_view name) {
    return !name.empty() && name.front() == '.';
}

} // namespace

bool Glob::is_glob(std::string_view text) {
    return text.find_first_of("*?[{") != std::string_view::npos;
}

Glob::Glob(std::string_view text) {
    const std::string_view literal = text.substr(0, text.find_first_of("*?[{\\"));
    const std::size_t slash = literal.rfind('/');
    if (slash != std::string_view::npos)
        prefix_ = literal.substr(0, slash + 1);
    root_ = prefix_.empty() ? "." : prefix_.size() == 1 ? "/" : prefix_.substr(0, slash);
    const std::optional<std::vector<std::string>> expanded =
        brace_expanded(text.substr(prefix_.size()), most_alternatives);
    if (!expanded)
        throw GlobError(fmt::format(
            "the braces of {} stand for more than {} patterns", quoted(text), most_alternatives));
    for (const std::string& path : *expanded)
        alternatives_.push_back(compiled(path, text));
}

Glob::Alternative Glob::compiled(std::string_view path, std::string_view whole) {
    Alternative alternative;
    if (path.empty() || path.back() == '/')
        throw GlobError(fmt::format("{} names folders; a glob is for files: write * or **/* behind "
                                    "the last slash",
                                    quoted(whole)));
    while (true) {
        const std::size_t end = path.find('/');
        const std::string_view text = path.substr(0, end);
        if (text == "..")
            throw GlobError(fmt::format("{} has \"..\" behind a wildcard; expected it before the "
                                        "first one, or not at all",
                                        quoted(whole)));
        if (!text.empty() && text != ".")
            alternative.push_back(compiled_component(text));
        if (end == std::string_view::npos)
            return alternative;
        path.remove_prefix(end + 1);
    }
}

Glob::Component Glob::compiled_component(std::string_view text) {
    Component component;
    if (text == "**") {
        component.is_any_depth = true;
        return component;
    }
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '*') {
            component.tokens.push_back(
                {.kind = Token::any_text, .is_negated = false, .ranges = {}});
            ++at;
        } else if (text[at] == '?') {
            component.tokens.push_back(
                {.kind = Token::any_character, .is_negated = false, .ranges = {}});
            ++at;
        } else if (text[at] != '[' || !append_set(component, text, at)) {
            if (text[at] == '\\' && at + 1 < text.size())
                ++at;
            const Character character = character_at(text, at);
            component.tokens.push_back({.kind = Token::character,
                                        .is_negated = false,
                                        .ranges = {{character.value, character.value}}});
            at += character.length;
        }
    }
    return component;
}

// The set that opens at `at`, which then is behind it. False: it never closes, and the bracket
// stands for itself.
bool Glob::append_set(Component& component, std::string_view text, std::size_t& at) {
    Token token{.kind = Token::set, .is_negated = false, .ranges = {}};
    std::size_t next = at + 1;
    if (next < text.size() && (text[next] == '!' || text[next] == '^')) {
        token.is_negated = true;
        ++next;
    }
    // A closing bracket that comes first is a member.
    for (bool is_first = true; next < text.size() && (is_first || text[next] != ']');
         is_first = false) {
        if (text[next] == '\\' && next + 1 < text.size())
            ++next;
        const Character low = character_at(text, next);
        next += low.length;
        Character high = low;
        if (next + 1 < text.size() && text[next] == '-' && text[next + 1] != ']') {
            high = character_at(text, next + 1);
            next += 1 + high.length;
        }
        token.ranges.emplace_back(low.value, high.value);
    }
    if (next >= text.size())
        return false;
    at = next + 1;
    component.tokens.push_back(std::move(token));
    return true;
}

bool Glob::fits(const Token& token, std::uint32_t character) {
    if (token.kind == Token::any_character)
        return true;
    const bool is_in =
        std::any_of(token.ranges.begin(), token.ranges.end(), [&](const auto& range) {
            return range.first <= character && character <= range.second;
        });
    return is_in != token.is_negated;
}

bool Glob::matches(const Component& component, std::string_view name) {
    const std::vector<Token>& tokens = component.tokens;
    if (is_hidden(name) &&
        (tokens.empty() || tokens[0].kind != Token::character || tokens[0].ranges[0].first != '.'))
        return false;
    std::size_t token = 0;
    std::size_t at = 0;
    // Where to go on when what follows the last `*` does not fit: let that take one more. Earlier
    // ones need not be tried again: they leave the most to the last.
    std::size_t star = tokens.size();
    std::size_t star_at = 0;
    while (at < name.size()) {
        const Character character = character_at(name, at);
        if (token < tokens.size() && tokens[token].kind == Token::any_text) {
            star = token++;
            star_at = at;
            continue;
        }
        if (token < tokens.size() && fits(tokens[token], character.value)) {
            ++token;
            at += character.length;
        } else if (star < tokens.size()) {
            star_at += character_at(name, star_at).length;
            at = star_at;
            token = star + 1;
        } else {
            return false;
        }
    }
    while (token < tokens.size() && tokens[token].kind == Token::any_text)
        ++token;
    return token == tokens.size();
}

// `**` also stands for no folder at all: the place behind it is reached with it.
void Glob::add(State& state, std::uint32_t alternative, std::uint32_t component) const {
    const Alternative& components = alternatives_[alternative];
    for (; component < components.size(); ++component) {
        const std::pair place{alternative, component};
        if (std::find(state.begin(), state.end(), place) == state.end())
            state.push_back(place);
        if (!components[component].is_any_depth)
            return;
    }
}

Glob::State Glob::start() const {
    State state;
    for (std::uint32_t i = 0; i < alternatives_.size(); ++i)
        add(state, i, 0);
    return state;
}

Glob::State Glob::enter(const State& state, std::string_view name) const {
    State below;
    for (const auto& [alternative, component] : state) {
        const Alternative& components = alternatives_[alternative];
        if (components[component].is_any_depth) {
            if (!is_hidden(name))
                add(below, alternative, component);
        } else if (component + 1 < components.size() && matches(components[component], name)) {
            add(below, alternative, component + 1);
        }
    }
    return below;
}

bool Glob::matches_file(const State& state, std::string_view name) const {
    return std::any_of(state.begin(), state.end(), [&](const auto& place) {
        const Alternative& components = alternatives_[place.first];
        const Component& component = components[place.second];
        if (place.second + 1 != components.size())
            return false;
        return component.is_any_depth ? !is_hidden(name) : matches(component, name);
    });
}

} // namespace penstock::storage

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock::storage {

// A glob that cannot mean anything. `what()` says why, in one line.
class GlobError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// A pattern for paths, as shells have them: `*` and `?` match within a component, `[a-z]` and
// `[!a-z]` one character, `{a,b}` either, `**` any number of folders; `\` takes the next character
// as it is. Wildcards match no dot at the beginning of a name. Names are bytes; where they are
// UTF-8, `?` and `[...]` match characters. Case matters. Matching takes linear memory and no
// exponential time, whatever the pattern.
class Glob {
public:
    // Places in the pattern that a walk has come to. Empty: nothing below can match.
    using State = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

    [[nodiscard]] static bool is_glob(std::string_view text);

    // Throws `GlobError`.
    explicit Glob(std::string_view text);

    // The literal beginning: the folder that the search begins in. "." where there is none.
    [[nodiscard]] const std::string& root() const { return root_; }
    // What stands before what is found: "", "photos/", "/".
    [[nodiscard]] const std::string& prefix() const { return prefix_; }

    // In the root.
    [[nodiscard]] State start() const;
    // In the folder `name` of a folder in that state.
    [[nodiscard]] State enter(const State& state, std::string_view name) const;
    [[nodiscard]] bool matches_file(const State& state, std::string_view name) const;

private:
    struct Token {
        enum Kind : std::uint8_t { character, any_character, any_text, set };
        Kind kind = character;
        bool is_negated = false;                                     // of a set
        std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges; // of characters; inclusive
    };
    struct Component {
        bool is_any_depth = false; // `**`
        std::vector<Token> tokens;
    };
    using Alternative = std::vector<Component>; // without braces

    [[nodiscard]] static Alternative compiled(std::string_view path, std::string_view whole);
    [[nodiscard]] static Component compiled_component(std::string_view text);
    [[nodiscard]] static bool
    append_set(Component& component, std::string_view text, std::size_t& at);
    [[nodiscard]] static bool fits(const Token& token, std::uint32_t character);
    [[nodiscard]] static bool matches(const Component& component, std::string_view name);
    void add(State& state, std::uint32_t alternative, std::uint32_t component) const;

    std::string root_;
    std::string prefix_;
    std::vector<Alternative> alternatives_;
};

} // namespace penstock::storage

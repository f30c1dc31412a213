// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace penstock::json {

/// A place in a JSON text that knows its line and column and moves by tokens. nlohmann's SAX
/// interface does not say where a value stood; a cursor that takes one token for each of its events
/// does.
class Cursor {
public:
    Cursor(std::string_view text, std::size_t start, std::uint32_t source);

    /// Skips blanks and comments. A comment that is not closed is not skipped.
    void skip_blanks();
    /// Skips blanks, comments, commas and colons, then takes the next token; its place.
    Origin take_token();
    /// Moves on, over line ends too.
    void advance(std::size_t bytes);

    [[nodiscard]] bool at_end() const { return offset_ >= text_.size(); }
    /// The byte here, or at some distance; '\0' behind the end.
    [[nodiscard]] char peek(std::size_t ahead = 0) const;
    /// What is left of the text.
    [[nodiscard]] std::string_view rest() const { return text_.substr(offset_); }
    /// The token that begins here: a string with its quotes, a bracket, a word.
    [[nodiscard]] std::string_view token() const;
    /// The bytes of a token of this line that was taken.
    [[nodiscard]] std::string_view text_of(const Origin& token) const;
    /// This place, with that many bytes to underline.
    [[nodiscard]] Origin here(std::size_t length) const;

private:
    std::string_view text_;
    std::size_t offset_;
    std::size_t line_start_ = 0;
    std::uint32_t line_ = 1;
    std::uint32_t source_;
};

} // namespace penstock::json

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/encoded.hpp"
#include "penstock/failure.hpp"
#include "penstock/item_info.hpp"
#include "penstock/payload.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// Text with fields that each item fills in: "{dir}/{stem}_{width}". `{{` and `}}` are braces.
//
// Fields: seq, index, stem, dir, name, source_ext (of the request); ext, format, width, height,
// channels (of the picture); any other word is an attribute of the item. Numbers can be padded
// with zeros: {seq:06}.
namespace penstock::storage {

// A template that nobody can fill in. `what()` says where and why, in one line.
class TemplateError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Of ASCII, whatever the locale.
[[nodiscard]] constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

enum class Field : std::uint8_t {
    literal,
    seq,
    index,
    stem,
    dir,
    name,
    source_ext,
    ext,
    format,
    width,
    height,
    channels,
    attribute,
};

struct Piece {
    Field field = Field::literal;
    std::string text; // the literal, or the word between the braces
    int digits = 0;   // at least that many, with zeros in front
};

// What the picture says about itself; nothing where there is none, or it does not say.
struct PictureFacts {
    std::optional<std::string> format;
    std::optional<std::string> extension;
    std::optional<ImageSpec> spec;
};

[[nodiscard]] PictureFacts facts_of(const Encoded& encoded);
// Pixels have the format of the file that they come from, and no extension: no file is made yet.
[[nodiscard]] PictureFacts facts_of(const ItemInfo& item, const Payload& payload);

// `whole` is what messages quote. Throws `TemplateError`.
[[nodiscard]] std::vector<Piece> parsed_template(std::string_view text, std::string_view whole);

// Adds literal text, to the last piece where that is literal too.
void add_literal(std::vector<Piece>& pieces, std::string_view text);

// Throws `ItemError` (unsupported) where a value is missing.
[[nodiscard]] std::string
value_of(const Piece& piece, const ItemInfo& item, const PictureFacts& picture);

} // namespace penstock::storage

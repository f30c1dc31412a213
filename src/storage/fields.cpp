// SPDX-License-Identifier: Apache-2.0
#include "storage/fields.hpp"

#include "penstock/failure.hpp"

#include "core/item_name.hpp"
#include "storage/quoted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace penstock::storage {
namespace {

constexpr int most_digits = 20; // of a 64-bit number

bool is_word(std::string_view text) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !text.empty() && is_letter(text.front()) &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == ':';
           });
}

std::string number(std::uint64_t value, int digits) {
    return fmt::format("{:0{}}", value, digits);
}

std::string text_of(const Value& value) {
    if (value.is_bool())
        return value.as_bool() ? "true" : "false";
    if (value.is_integer())
        return fmt::format("{}", value.as_integer());
    return value.is_real() ? fmt::format("{}", value.as_real()) : value.as_string();
}

Field field_of(std::string_view word) {
    static constexpr std::array<std::pair<std::string_view, Field>, 11> fields{
        {{"seq", Field::seq},
         {"index", Field::index},
         {"stem", Field::stem},
         {"dir", Field::dir},
         {"name", Field::name},
         {"source_ext", Field::source_ext},
         {"ext", Field::ext},
         {"format", Field::format},
         {"width", Field::width},
         {"height", Field::height},
         {"channels", Field::channels}}};
    for (const auto& [name, field] : fields)
        if (name == word)
            return field;
    return Field::attribute;
}

Piece parsed_field(std::string_view inside, std::string_view whole) {
    const std::size_t colon = inside.rfind(":0");
    const std::string_view word = inside.substr(0, colon);
    const std::string shown = fmt::format("{}: the field {{{}}}", quoted(whole), inside);
    if (!is_word(word) || word.find(':') != std::string_view::npos)
        throw TemplateError(fmt::format("{} has no name that a field can have; expected a word, "
                                        "such as {{stem}}, or zeros and a width, such as "
                                        "{{seq:06}}",
                                        shown));
    Piece piece{.field = field_of(word), .text = std::string{word}, .digits = 0};
    if (colon == std::string_view::npos)
        return piece;
    const std::string_view digits = inside.substr(colon + 2);
    if (digits.empty() || digits.size() > 2 || !std::all_of(digits.begin(), digits.end(), is_digit))
        throw TemplateError(
            fmt::format("{} has no width; expected zeros and a width, such as {{seq:06}}", shown));
    for (const char c : digits)
        piece.digits = piece.digits * 10 + (c - '0');
    if (piece.digits < 1 || piece.digits > most_digits)
        throw TemplateError(
            fmt::format("{}: the width is {}; expected 1 to {}", shown, piece.digits, most_digits));
    constexpr std::array texts{
        Field::stem, Field::dir, Field::name, Field::source_ext, Field::ext, Field::format};
    if (std::find(texts.begin(), texts.end(), piece.field) != texts.end())
        throw TemplateError(
            fmt::format("{} is text and cannot be padded with zeros; write {{{}}}", shown, word));
    return piece;
}

std::string attribute_value(const Piece& piece, const ItemInfo& item) {
    const Value* value = item.attributes.find(piece.text);
    if (value == nullptr)
        throw ItemError(ErrorClass::unsupported,
                        fmt::format("nothing to fill in for {{{}}}: the item has no attribute of "
                                    "that name{}; fields of every item are seq, index, stem, dir, "
                                    "name, source_ext, ext, format, width, height, channels",
                                    piece.text,
                                    piece.text == "frame" ? " (files of a sequence have it)" : ""));
    const bool is_wrong = piece.digits > 0
                              ? !value->is_integer()
                              : value->is_null() || value->is_array() || value->is_object();
    if (is_wrong)
        throw ItemError(
            ErrorClass::unsupported,
            fmt::format("the attribute {{{}}} is a {}; expected {}",
                        piece.text,
                        value->type_name(),
                        piece.digits > 0 ? "an integer to pad with zeros" : "text or a number"));
    if (piece.digits > 0)
        return fmt::format("{:0{}}", value->as_integer(), piece.digits);
    return text_of(*value);
}

template <class T> const T& known(const std::optional<T>& value, const Piece& piece) {
    if (value)
        return *value;
    throw ItemError(ErrorClass::unsupported,
                    fmt::format("nothing to fill in for {{{0}}}: what the item carries has no {0}; "
                                "{{ext}} and {{format}} are known behind encode",
                                piece.text));
}

} // namespace

PictureFacts facts_of(const Encoded& encoded) {
    return {encoded.format, encoded.extension, encoded.spec};
}

PictureFacts facts_of(const ItemInfo& item, const Payload& payload) {
    if (const Encoded* encoded = payload.get<Encoded>())
        return facts_of(*encoded);
    PictureFacts facts;
    if (const Image* image = payload.get<Image>())
        facts.spec = image->spec().whole(); // as its file has it
    if (const Value* format = item.attributes.find("format"); format && format->is_string())
        facts.format = format->as_string();
    return facts;
}

std::vector<Piece> parsed_template(std::string_view text, std::string_view whole) {
    std::vector<Piece> pieces;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t brace = std::min(text.find_first_of("{}", at), text.size());
        add_literal(pieces, text.substr(at, brace - at));
        at = brace;
        if (at == text.size())
            break;
        if (at + 1 < text.size() && text[at + 1] == text[at]) {
            add_literal(pieces, text.substr(at, 1));
            at += 2;
            continue;
        }
        if (text[at] == '}')
            throw TemplateError(
                fmt::format("{}: a \"}}\" closes nothing; write \"}}}}\" for a brace in the name",
                            quoted(whole)));
        const std::size_t end = text.find('}', at);
        if (end == std::string_view::npos)
            throw TemplateError(fmt::format("{}: {} is not closed; expected \"}}\", or \"{{{{\" "
                                            "for a brace in the name",
                                            quoted(whole),
                                            quoted(text.substr(at))));
        pieces.push_back(parsed_field(text.substr(at + 1, end - at - 1), whole));
        at = end + 1;
    }
    return pieces;
}

void add_literal(std::vector<Piece>& pieces, std::string_view text) {
    if (text.empty())
        return;
    if (!pieces.empty() && pieces.back().field == Field::literal)
        pieces.back().text += text;
    else
        pieces.push_back({.field = Field::literal, .text = std::string{text}, .digits = 0});
}

std::string value_of(const Piece& piece, const ItemInfo& item, const PictureFacts& picture) {
    switch (piece.field) {
    case Field::seq:
        return number(item.sequence, piece.digits);
    case Field::index:
        return number(item.request.index, piece.digits);
    case Field::stem:
        return stem_of(item);
    case Field::dir:
        return item.request.dir;
    case Field::name:
        return name_of(item);
    case Field::source_ext:
        return source_extension_of(item);
    case Field::ext:
        return known(picture.extension, piece);
    case Field::format:
        return known(picture.format, piece);
    case Field::width:
        return number(known(picture.spec, piece).width, piece.digits);
    case Field::height:
        return number(known(picture.spec, piece).height, piece.digits);
    case Field::channels:
        return number(known(picture.spec, piece).channels, piece.digits);
    case Field::attribute:
        return attribute_value(piece, item);
    case Field::literal:
        break;
    }
    return piece.text;
}

} // namespace penstock::storage

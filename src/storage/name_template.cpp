// SPDX-License-Identifier: Apache-2.0
#include "storage/name_template.hpp"

#include "storage/quoted.hpp"
#include "storage/source_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace penstock::storage {
namespace {

constexpr int most_digits = 20; // of a 64-bit number

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_word(std::string_view text) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !text.empty() && is_letter(text.front()) &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == ':';
           });
}

std::string root_of(std::string_view text) {
    const std::string_view literal = text.substr(0, text.find('{'));
    const std::size_t slash = literal.rfind('/');
    if (slash == std::string_view::npos)
        return ".";
    return slash == 0 ? "/" : std::string{literal.substr(0, slash)};
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

// Such a value may be taken for literal text.
bool is_plain(const std::string& text) {
    return text.find('/') == std::string::npos && text.find('\0') == std::string::npos;
}

void refuse_folders(std::string_view value, std::string_view word) {
    if (value.find('/') != std::string_view::npos)
        throw ItemError(ErrorClass::permission,
                        fmt::format("the value {} of {{{}}} contains \"/\"; only {{dir}} can name "
                                    "folders",
                                    quoted(value),
                                    word));
}

} // namespace

NameTemplate::Field NameTemplate::field_of(std::string_view word) {
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

NameTemplate::NameTemplate(std::string_view text) : root_{root_of(text)} {
    const std::size_t slash = text.substr(0, text.find('{')).rfind('/');
    parse(slash == std::string_view::npos ? text : text.substr(slash + 1), text);
    refuse_impossible_names(text);
}

void NameTemplate::parse(std::string_view text, std::string_view whole) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t brace = std::min(text.find_first_of("{}", at), text.size());
        add_literal(text.substr(at, brace - at));
        at = brace;
        if (at == text.size())
            break;
        if (at + 1 < text.size() && text[at + 1] == text[at]) {
            add_literal(text.substr(at, 1));
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
        pieces_.push_back(parsed_field(text.substr(at + 1, end - at - 1), whole));
        at = end + 1;
    }
}

NameTemplate::Piece NameTemplate::parsed_field(std::string_view inside, std::string_view whole) {
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

void NameTemplate::add_literal(std::string_view text) {
    if (text.empty())
        return;
    if (!pieces_.empty() && pieces_.back().field == Field::literal)
        pieces_.back().text += text;
    else
        pieces_.push_back({.field = Field::literal, .text = std::string{text}, .digits = 0});
}

void NameTemplate::refuse_impossible_names(std::string_view whole) const {
    if (whole.find('\0') != std::string_view::npos)
        throw TemplateError(fmt::format("{}: a name cannot contain a zero byte", quoted(whole)));
    if (pieces_.empty() ||
        (pieces_.back().field == Field::literal && pieces_.back().text.back() == '/') ||
        pieces_.back().field == Field::dir)
        throw TemplateError(fmt::format("{} names a folder; expected the name of a file behind "
                                        "it, such as {{stem}}.{{ext}}",
                                        quoted(whole)));
    for (const Piece& piece : pieces_) {
        const std::string framed = '/' + piece.text + '/';
        if (piece.field == Field::literal && framed.find("/../") != std::string::npos)
            throw TemplateError(fmt::format("{}: \"..\" stands behind the output folder {}; "
                                            "outputs cannot leave it",
                                            quoted(whole),
                                            quoted(root_)));
    }
}

NameTemplate NameTemplate::with_known(const std::string& format,
                                      const std::string& extension) const {
    NameTemplate known = *this;
    known.pieces_.clear();
    for (const Piece& piece : pieces_) {
        const bool is_format = piece.field == Field::format && !format.empty();
        const bool is_extension = piece.field == Field::ext && !extension.empty();
        const std::string& text = is_format ? format : is_extension ? extension : piece.text;
        if ((is_format || is_extension) && is_plain(text))
            known.add_literal(text);
        else if (piece.field == Field::literal)
            known.add_literal(text);
        else
            known.pieces_.push_back(piece);
    }
    return known;
}

std::string NameTemplate::fill(const ItemInfo& item, const Encoded* encoded) const {
    std::string filled;
    for (const Piece& piece : pieces_) {
        if (piece.field == Field::literal) {
            filled += piece.text;
            continue;
        }
        const std::string value = value_of(piece, item, encoded);
        if (piece.field != Field::dir)
            refuse_folders(value, piece.text);
        filled += value;
    }
    return normalised(filled);
}

std::string
NameTemplate::value_of(const Piece& piece, const ItemInfo& item, const Encoded* encoded) const {
    const Encoded nothing;
    const Encoded& output = encoded != nullptr ? *encoded : nothing;
    switch (piece.field) {
    case Field::seq:
        return number(item.sequence, piece.digits);
    case Field::index:
        return number(item.request.index, piece.digits);
    case Field::stem:
        return stem_of(file_name_of(item.request));
    case Field::dir:
        return item.request.dir;
    case Field::name:
        return file_name_of(item.request);
    case Field::source_ext:
        return extension_of(file_name_of(item.request));
    case Field::ext:
        return output.extension;
    case Field::format:
        return output.format;
    case Field::width:
        return number(output.spec.width, piece.digits);
    case Field::height:
        return number(output.spec.height, piece.digits);
    case Field::channels:
        return number(output.spec.channels, piece.digits);
    case Field::attribute:
        return attribute_value(piece, item);
    case Field::literal:
        break;
    }
    return piece.text;
}

std::string NameTemplate::attribute_value(const Piece& piece, const ItemInfo& item) const {
    const Value* value = item.attributes.find(piece.text);
    if (value == nullptr)
        throw ItemError(ErrorClass::unsupported,
                        fmt::format("nothing to fill in for {{{}}}: the item has no attribute of "
                                    "that name; fields of every item are seq, index, stem, dir, "
                                    "name, source_ext, ext, format, width, height, channels",
                                    piece.text));
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

std::string NameTemplate::normalised(const std::string& filled) const {
    if (filled.find('\0') != std::string::npos)
        throw ItemError(ErrorClass::unsupported,
                        fmt::format("the name {} contains a zero byte", quoted(filled)));
    std::string path;
    std::string_view last;
    std::string_view rest = filled;
    while (true) {
        const std::size_t end = rest.find('/');
        last = rest.substr(0, end);
        if (last == "..")
            throw ItemError(ErrorClass::permission,
                            fmt::format("the name {} leads upwards; outputs cannot leave {}",
                                        quoted(filled),
                                        quoted(root_)));
        if (!last.empty() && last != ".") {
            path += path.empty() ? "" : "/";
            path += last;
        }
        if (end == std::string_view::npos)
            break;
        rest.remove_prefix(end + 1);
    }
    if (last.empty() || last == ".")
        throw ItemError(ErrorClass::unsupported,
                        fmt::format("the name {} ends in no file name", quoted(filled)));
    return path;
}

bool NameTemplate::is_known_before_loading() const {
    return std::none_of(pieces_.begin(), pieces_.end(), [](const Piece& piece) {
        return piece.field >= Field::ext;
    });
}

bool NameTemplate::stays_in_root() const {
    return std::none_of(pieces_.begin(), pieces_.end(), [](const Piece& piece) {
        return piece.field == Field::dir ||
               (piece.field == Field::literal && piece.text.find('/') != std::string::npos);
    });
}

bool NameTemplate::separates_sequences() const {
    for (std::size_t i = 0; i < pieces_.size(); ++i)
        if (pieces_[i].field == Field::seq && (can_read_from_left(i) || can_read_from_right(i)))
            return true;
    return false;
}

// The number begins at a known place, and something that is no digit ends it.
bool NameTemplate::can_read_from_left(std::size_t seq) const {
    if (seq + 1 < pieces_.size() &&
        (pieces_[seq + 1].field != Field::literal || is_digit(pieces_[seq + 1].text.front())))
        return false;
    if (seq == 0 || (seq == 1 && pieces_[0].field == Field::literal))
        return true;
    const Piece& before = pieces_[seq - 1];
    if (before.field != Field::literal || before.text.find('/') == std::string::npos)
        return false;
    // It stands in the last component, behind literal text only.
    return std::none_of(pieces_.begin() + static_cast<std::ptrdiff_t>(seq) + 1,
                        pieces_.end(),
                        [](const Piece& piece) {
                            return piece.field == Field::dir ||
                                   (piece.field == Field::literal &&
                                    piece.text.find('/') != std::string::npos);
                        });
}

// The number ends at a known place, and something that is no digit stands before it.
bool NameTemplate::can_read_from_right(std::size_t seq) const {
    if (seq + 2 < pieces_.size() ||
        (seq + 1 < pieces_.size() && pieces_[seq + 1].field != Field::literal))
        return false;
    if (seq == 0)
        return true;
    const Piece& before = pieces_[seq - 1];
    return before.field == Field::literal && !is_digit(before.text.back());
}

} // namespace penstock::storage

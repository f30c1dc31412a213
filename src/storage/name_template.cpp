// SPDX-License-Identifier: Apache-2.0
#include "storage/name_template.hpp"

#include "penstock/failure.hpp"

#include "storage/quoted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace penstock::storage {
namespace {

std::string root_of(std::string_view text) {
    const std::string_view literal = text.substr(0, text.find('{'));
    const std::size_t slash = literal.rfind('/');
    if (slash == std::string_view::npos)
        return ".";
    return slash == 0 ? "/" : std::string{literal.substr(0, slash)};
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

NameTemplate::NameTemplate(std::string_view text) : root_{root_of(text)} {
    const std::size_t slash = text.substr(0, text.find('{')).rfind('/');
    pieces_ =
        parsed_template(slash == std::string_view::npos ? text : text.substr(slash + 1), text);
    refuse_impossible_names(text);
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
            add_literal(known.pieces_, text);
        else if (piece.field == Field::literal)
            add_literal(known.pieces_, text);
        else
            known.pieces_.push_back(piece);
    }
    return known;
}

std::string NameTemplate::fill(const ItemInfo& item, const Encoded* encoded) const {
    const PictureFacts picture = encoded == nullptr ? PictureFacts{} : facts_of(*encoded);
    std::string filled;
    for (const Piece& piece : pieces_) {
        if (piece.field == Field::literal) {
            filled += piece.text;
            continue;
        }
        const std::string value = value_of(piece, item, picture);
        if (piece.field != Field::dir)
            refuse_folders(value, piece.text);
        filled += value;
    }
    return normalised(filled);
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

bool NameTemplate::uses_stem() const {
    return std::any_of(pieces_.begin(), pieces_.end(), [](const Piece& piece) {
        return piece.field == Field::stem || piece.field == Field::name;
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

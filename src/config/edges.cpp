// SPDX-License-Identifier: Apache-2.0
#include "config/edges.hpp"

#include "config/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace penstock::config {
namespace {

constexpr const char* example = "such as \"a -> b\" or \"a -> [b, c] -> d\"";

// One name in an edge string.
struct End {
    std::string node;
    std::string port;
    std::size_t offset = 0;
    std::size_t length = 0;
};
using Group = std::vector<End>; // one end, or those of a list

class EdgeReader {
public:
    EdgeReader(const Value& value, const std::string& path, Issues& issues)
        : value_{value}, text_{value.as_string()}, path_{path}, issues_{issues},
          content_{issues.part_of(value, 0, text_.size())}, is_countable_{content_.column !=
                                                                          value.origin.column} {}

    // False where it is a mistake.
    bool read(std::vector<EdgeConfig>& edges) {
        std::vector<Group> groups;
        do {
            auto group = read_group();
            if (!group)
                return false;
            groups.push_back(std::move(*group));
        } while (accept("->"));
        skip_spaces();
        if (at_ < text_.size())
            return error(at_, token_length(), fmt::format("found {}; expected \"->\"", found()));
        if (groups.size() < 2)
            return error(0,
                         text_.size(),
                         fmt::format("{} leads nowhere; expected two names or more, {}",
                                     in_quotes(text_),
                                     example));
        if (has_port_in_the_middle(groups))
            return false;
        for (std::size_t i = 0; i + 1 < groups.size(); ++i)
            if (!connect(groups[i], groups[i + 1], edges))
                return false;
        return true;
    }

    std::optional<EdgeEnd> read_alone() {
        auto end = read_end();
        if (!end)
            return std::nullopt;
        skip_spaces();
        if (at_ < text_.size()) {
            error(at_,
                  token_length(),
                  fmt::format("found {} behind {}; expected one name alone", found(), end->node));
            return std::nullopt;
        }
        return EdgeEnd{std::move(end->node),
                       std::move(end->port),
                       place_of(end->offset, end->offset + end->length)};
    }

private:
    void skip_spaces() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t'))
            ++at_;
    }
    bool accept(std::string_view symbol) {
        skip_spaces();
        if (text_.substr(at_, symbol.size()) != symbol)
            return false;
        at_ += symbol.size();
        return true;
    }

    std::optional<Group> read_group() {
        if (!accept("["))
            return read_single();
        Group group;
        do {
            auto end = read_end();
            if (!end)
                return std::nullopt;
            group.push_back(std::move(*end));
        } while (accept(","));
        if (accept("]"))
            return group;
        error(at_, token_length(), fmt::format("found {}; expected \",\" or \"]\"", found()));
        return std::nullopt;
    }

    std::optional<Group> read_single() {
        auto end = read_end();
        if (!end)
            return std::nullopt;
        return Group{std::move(*end)};
    }

    std::optional<End> read_end() {
        skip_spaces();
        End end;
        end.offset = at_;
        end.node = read_name();
        if (end.node.empty()) {
            error(at_,
                  token_length(),
                  fmt::format("found {}; expected the name of a node, {}", found(), example));
            return std::nullopt;
        }
        if (at_ < text_.size() && text_[at_] == '.') {
            ++at_;
            end.port = read_name();
            if (end.port.empty()) {
                error(at_,
                      token_length(),
                      fmt::format(
                          "found {}; expected the name of a port of \"{}\"", found(), end.node));
                return std::nullopt;
            }
        }
        end.length = at_ - end.offset;
        return end;
    }

    std::string read_name() {
        const std::size_t start = at_;
        while (at_ < text_.size() && is_name_byte(text_[at_]) && text_.substr(at_, 2) != "->")
            ++at_;
        return std::string{text_.substr(start, at_ - start)};
    }

    // The bytes that messages show as "what was found": a symbol, or a word.
    std::size_t token_length() const {
        if (at_ >= text_.size())
            return 1;
        if (text_.substr(at_, 2) == "->")
            return 2;
        std::size_t end = at_;
        while (end < text_.size() && is_name_byte(text_[end]))
            ++end;
        if (end > at_)
            return end - at_;
        ++end; // all bytes of one character
        while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0U) == 0x80U)
            ++end;
        return end - at_;
    }
    std::string found() const {
        if (at_ >= text_.size())
            return "the end of the string";
        return in_quotes(text_.substr(at_, token_length()));
    }

    bool error(std::size_t offset, std::size_t length, std::string message) {
        issues_.error(issues_.part_of(value_, offset, length), path_, std::move(message));
        return false;
    }

    // In "a -> b.x -> c" the port could be where the first edge ends or where the second begins.
    bool has_port_in_the_middle(const std::vector<Group>& groups) {
        bool found_one = false;
        for (std::size_t i = 1; i + 1 < groups.size(); ++i)
            for (const End& end : groups[i])
                if (!end.port.empty()) {
                    error(end.offset,
                          end.length,
                          fmt::format("\"{}.{}\" stands in the middle of a chain; expected ports "
                                      "at its ends only; make two strings of it",
                                      end.node,
                                      end.port));
                    found_one = true;
                }
        return found_one;
    }

    // As `Issues::part_of`, which searches the text, and there can be many hops.
    Origin place_of(std::size_t begin, std::size_t end) const {
        Origin place = content_;
        if (is_countable_) {
            place.column += static_cast<std::uint32_t>(begin);
            place.length = static_cast<std::uint32_t>(end - begin);
        }
        return place;
    }

    bool connect(const Group& left, const Group& right, std::vector<EdgeConfig>& edges) {
        for (const End& from : left)
            for (const End& to : right) {
                if (edges.size() >= max_edges)
                    return error(
                        0,
                        text_.size(),
                        fmt::format("there are more than {} edges; expected fewer", max_edges));
                EdgeConfig edge;
                edge.from = from.node;
                edge.from_port = from.port;
                edge.to = to.node;
                edge.to_port = to.port;
                edge.origin = place_of(from.offset, to.offset + to.length);
                edge.from_origin = place_of(from.offset, from.offset + from.length);
                edge.to_origin = place_of(to.offset, to.offset + to.length);
                edges.push_back(std::move(edge));
            }
        return true;
    }

    const Value& value_;
    std::string_view text_;
    const std::string& path_;
    Issues& issues_;
    Origin content_;    // of the text between the quotes, where it stands as it was written
    bool is_countable_; // so that places inside it are known
    std::size_t at_ = 0;
};

} // namespace

bool parse_edge(const Value& text,
                const std::string& path,
                std::vector<EdgeConfig>& edges,
                Issues& issues) {
    if (text.is_string())
        return EdgeReader{text, path, issues}.read(edges);
    issues.error(
        text.origin, path, fmt::format("found {}; expected a string, {}", as_found(text), example));
    return false;
}

std::optional<EdgeEnd> parse_end(const Value& text, const std::string& path, Issues& issues) {
    if (text.is_string())
        return EdgeReader{text, path, issues}.read_alone();
    issues.error(
        text.origin,
        path,
        fmt::format("found {}; expected the name of a node, or \"node.port\"", as_found(text)));
    return std::nullopt;
}

} // namespace penstock::config

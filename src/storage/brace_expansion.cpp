// SPDX-License-Identifier: Apache-2.0
#include "storage/brace_expansion.hpp"

#include <utility>

namespace penstock::storage {
namespace {

// The alternatives of the braces that open at `open`, and where they close.
struct Braces {
    std::size_t open = 0;
    std::size_t close = 0;
    std::vector<std::string_view> alternatives;
};

// The braces that open at `open`, if they close and have a comma.
std::optional<Braces> braces_at(std::string_view text, std::size_t open) {
    Braces braces{.open = open, .close = 0, .alternatives = {}};
    std::size_t depth = 0;
    std::size_t begin = open + 1;
    for (std::size_t at = open; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '{') {
            ++depth;
        } else if (depth == 1 && (text[at] == ',' || text[at] == '}')) {
            braces.alternatives.push_back(text.substr(begin, at - begin));
            begin = at + 1;
        }
        if (at < text.size() && text[at] == '}' && --depth == 0) {
            braces.close = at;
            break;
        }
    }
    if (braces.close == 0 || braces.alternatives.size() < 2)
        return std::nullopt;
    return braces;
}

std::optional<Braces> first_braces(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '{')
            if (std::optional<Braces> found = braces_at(text, at))
                return found;
    }
    return std::nullopt;
}

} // namespace

std::optional<std::vector<std::string>> brace_expanded(std::string_view text, std::size_t most) {
    std::vector<std::string> results;
    std::vector<std::string> open{std::string{text}}; // the next one last
    while (!open.empty()) {
        const std::string current = std::move(open.back());
        open.pop_back();
        const std::optional<Braces> braces = first_braces(current);
        if (!braces) {
            results.push_back(current);
            continue;
        }
        for (std::size_t i = braces->alternatives.size(); i-- > 0;)
            open.push_back(current.substr(0, braces->open) + std::string{braces->alternatives[i]} +
                           current.substr(braces->close + 1));
        if (open.size() + results.size() > most)
            return std::nullopt;
    }
    return results;
}

} // namespace penstock::storage

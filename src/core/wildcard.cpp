// SPDX-License-Identifier: Apache-2.0
#include "core/wildcard.hpp"

#include <cstddef>

namespace penstock {
namespace {

// Bytes of the character at the beginning of the text, which is not empty.
std::size_t character_size(std::string_view text) {
    const auto is_continuation = [&](std::size_t at) {
        return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
    };
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t expected = first >= 0xF0U ? 4 : first >= 0xE0U ? 3 : first >= 0xC0U ? 2 : 1;
    for (std::size_t at = 1; at < expected; ++at)
        if (!is_continuation(at))
            return 1;
    return expected;
}

} // namespace

bool wildcard_matches(std::string_view pattern, std::string_view text) {
    std::size_t at_pattern = 0;
    std::size_t at_text = 0;
    // Behind the last `*`, and the text that it has not taken: where to go on after a mismatch.
    std::size_t retry_pattern = std::string_view::npos;
    std::size_t retry_text = 0;
    while (at_text < text.size()) {
        const bool has_more = at_pattern < pattern.size();
        if (has_more && pattern[at_pattern] == '*') {
            retry_pattern = ++at_pattern;
            retry_text = at_text;
        } else if (has_more && pattern[at_pattern] == '?') {
            ++at_pattern;
            at_text += character_size(text.substr(at_text));
        } else if (has_more && pattern[at_pattern] == text[at_text]) {
            ++at_pattern;
            ++at_text;
        } else if (retry_pattern != std::string_view::npos) {
            at_pattern = retry_pattern;
            retry_text += character_size(text.substr(retry_text));
            at_text = retry_text;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at_pattern) == std::string_view::npos;
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace penstock {

/// How a condition compares an attribute.
// `ge` before `gt`: of words that are equally near, messages propose the first, and "gte" means it.
enum class Comparison : std::uint8_t { eq, ne, le, lt, ge, gt, in, matches, exists };

inline constexpr std::array<std::string_view, 9> comparison_words = {
    "eq", "ne", "le", "lt", "ge", "gt", "in", "matches", "exists"};

/// The comparison that the word stands for.
[[nodiscard]] constexpr std::optional<Comparison> comparison_of(std::string_view word) {
    for (std::size_t i = 0; i < comparison_words.size(); ++i)
        if (comparison_words[i] == word)
            return static_cast<Comparison>(i);
    return std::nullopt;
}

} // namespace penstock

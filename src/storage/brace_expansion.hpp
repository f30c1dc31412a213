// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::storage {

// "a{b,c}d" -> "abd", "acd"; nested and repeated braces too. Braces without a comma, or without
// their other half, stand for themselves, as in shells; so does what follows a `\`. Nothing where
// there would be more than `most` results.
[[nodiscard]] std::optional<std::vector<std::string>> brace_expanded(std::string_view text,
                                                                     std::size_t most);

} // namespace penstock::storage

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/config_error.hpp"
#include "penstock/value.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace penstock::json {

inline constexpr std::size_t max_nesting = 64;
inline constexpr std::size_t max_text_bytes = std::size_t{16} << 20U;
inline constexpr std::size_t max_issues = 1000; ///< more of one text are not reported

/// Reads JSON (with comments) into a value that knows its places; `source_index` becomes
/// `Origin::source`. Mistakes are appended to `issues`: their `source` is left for the caller to
/// fill. Nothing is returned where the text is not JSON; mistakes that leave a meaning (a key that
/// stands twice, a number out of range) are reported beside the value.
///
/// Origins: of a string or a key, its first quote and its length with both quotes; of a list or
/// object, its opening bracket; of anything else, the word.
[[nodiscard]] std::optional<Value> parse(std::string_view text,
                                         std::uint32_t source_index,
                                         std::vector<ConfigIssue>& issues,
                                         std::size_t most_bytes = max_text_bytes);

/// The same for the part of `text` behind `start`, which must lie in the first line; columns count
/// from the beginning of `text`.
[[nodiscard]] std::optional<Value> parse_from(std::string_view text,
                                              std::size_t start,
                                              std::uint32_t source_index,
                                              std::vector<ConfigIssue>& issues);

} // namespace penstock::json

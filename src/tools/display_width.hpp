// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// How much room text takes on a terminal. All of it is `printable` text on one line.
namespace penstock::tools {

/// Columns: two for a wide character (CJK, emoji), none for a combining one.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// As it is where it fits; else its beginning and "~", and whole characters only.
[[nodiscard]] std::string cut_to_width(std::string_view text, std::size_t columns);

/// At least that wide, with spaces behind it or before it.
[[nodiscard]] std::string padded_right(std::string_view text, std::size_t columns);
[[nodiscard]] std::string padded_left(std::string_view text, std::size_t columns);

} // namespace penstock::tools

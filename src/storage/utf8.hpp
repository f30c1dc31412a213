// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace penstock::storage {

// Bytes of the well-formed UTF-8 character at `at` (1 to 4); 0 where there is none. Overlong forms,
// surrogates and what lies beyond U+10FFFF are not well-formed.
[[nodiscard]] std::size_t utf8_character(std::string_view text, std::size_t at);

// Stands for bytes that are none: U+FFFD.
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

[[nodiscard]] bool is_utf8(std::string_view text);

// The longest beginning of at most `size` bytes that cuts no character in two.
[[nodiscard]] std::string_view utf8_beginning(std::string_view text, std::size_t size);

} // namespace penstock::storage

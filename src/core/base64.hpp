// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace penstock {

/// How names that are not UTF-8 are written where text must be: RFC 4648, section 4, with padding.
[[nodiscard]] std::string base64(std::string_view bytes);

/// The bytes that `base64` made this text of; nothing where it made it of none.
[[nodiscard]] std::optional<std::string> bytes_of_base64(std::string_view text);

} // namespace penstock

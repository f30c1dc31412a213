// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace penstock::json {

/// Where the first byte stands that is not part of well-formed UTF-8; `npos` where there is none.
[[nodiscard]] std::size_t find_invalid_utf8(std::string_view text);

} // namespace penstock::json

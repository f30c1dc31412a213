// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace penstock {

/// `*` in the pattern stands for any text, `/` included, `?` for one character (of UTF-8; else one
/// byte). The whole text has to fit. Case matters. Takes no more than the product of both lengths.
[[nodiscard]] bool wildcard_matches(std::string_view pattern, std::string_view text);

} // namespace penstock

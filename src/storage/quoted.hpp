// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace penstock::storage {

// A name for messages: in double quotes, on one line, well-formed UTF-8 whatever the bytes are.
// Newlines and other control characters, and bytes that are not UTF-8, come out as \n or \xE9.
[[nodiscard]] std::string quoted(std::string_view name);

} // namespace penstock::storage

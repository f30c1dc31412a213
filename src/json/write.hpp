// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

#include <cstdint>
#include <string>

namespace penstock::json {

enum class Layout : std::uint8_t {
    compact,  ///< one line, no spaces
    indented, ///< two spaces a level, no newline at the end
};

/// The value as JSON in UTF-8; members keep their order, 3.0 stays 3.0. Bytes that are not UTF-8
/// become U+FFFD, numbers that JSON has no word for (NaN, infinity) become null.
[[nodiscard]] std::string to_text(const Value& value, Layout layout);

} // namespace penstock::json

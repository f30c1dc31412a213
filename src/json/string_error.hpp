// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace penstock::json {

/// What is wrong inside a string, and where.
struct StringError {
    std::size_t offset = 0; ///< from the opening quote
    std::size_t length = 1;
    std::string message;
};

/// The first mistake in a JSON string; `token` begins with the opening quote, and reaches to the
/// closing one or to the end of the line. The token is known to be wrong.
[[nodiscard]] StringError find_string_error(std::string_view token);

} // namespace penstock::json

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/comparison.hpp"

#include <string>

namespace penstock::tools {

/// For people: what is not the same, a table of all numbers, and what it comes to.
[[nodiscard]] std::string comparison_text(const Comparison& comparison);

/// One object, and a line break.
[[nodiscard]] std::string comparison_json(const Comparison& comparison);

} // namespace penstock::tools

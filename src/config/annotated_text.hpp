// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

#include "config/issues.hpp"

#include <string>

namespace penstock::config {

/// A value as JSON with a comment at the end of each line: where what stands there came from, or
/// "default" where it has no place. What looks like a variable is written so that it stays text.
[[nodiscard]] std::string annotated_text(const Value& value, const Issues& places);

} // namespace penstock::config

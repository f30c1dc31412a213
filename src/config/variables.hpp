// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

#include "config/issues.hpp"

namespace penstock::config {

/// Replaces `${name}` everywhere but in keys and under free keys. Alone in its string it becomes
/// the variable's value, with its type and its origin; inside a longer string it is text; `$${`
/// means `${`. A variable may use those that stand above it.
void substitute_variables(Value& root, Issues& issues);

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/validated_config.hpp"

#include "config/issues.hpp"

#include <optional>

namespace penstock::config {

/// "errors" of a config: the budget that it sets, if it does.
[[nodiscard]] std::optional<ErrorBudget> check_errors(const Value& errors, Issues& issues);

} // namespace penstock::config

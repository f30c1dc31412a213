// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_registry.hpp"

#include <string>
#include <vector>

namespace penstock::tools {

/// The built-in node types and those of `--plugin`. Throws `UsageError` with a line for each
/// library that cannot be loaded.
[[nodiscard]] NodeRegistry built_in_and(const std::vector<std::string>& plugins);

/// Those, and what is installed; says on standard error what of that cannot be loaded. Throws
/// `UsageError`.
[[nodiscard]] NodeRegistry installed_and(const std::vector<std::string>& plugins);

} // namespace penstock::tools

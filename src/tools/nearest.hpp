// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace penstock::tools {

/// `; did you mean "run"?`, where one of the names is like what was typed; else nothing.
[[nodiscard]] std::string did_you_mean(std::string_view typed,
                                       const std::vector<std::string>& names);

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace penstock::profiling {

/// What a node has thrown, as reports keep it: there can be as many of it as there are items. Of a
/// long text the beginning, and how many bytes more there were; of none, that there was none.
[[nodiscard]] std::string presentable(std::string_view message);

} // namespace penstock::profiling

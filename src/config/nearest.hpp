// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace penstock::config {

/// The candidate that somebody who wrote `name` most likely meant; empty where none is near. Case
/// does not count, nor does an end that was left out.
[[nodiscard]] std::string nearest(std::string_view name,
                                  const std::vector<std::string>& candidates);

/// "; did you mean \"x\"?", or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view name,
                                       const std::vector<std::string>& candidates);

} // namespace penstock::config

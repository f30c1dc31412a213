// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace penstock::config {

/// As text and as the value of an attribute. What XML has no way to write becomes a space.
[[nodiscard]] std::string xml_escaped(std::string_view text);

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/validated_config.hpp"

#include "config/issues.hpp"

#include <cstdint>
#include <optional>

namespace penstock::config {

inline constexpr std::int64_t most_attempts = 100;

/// What a node does about errors. Nothing where it was a mistake.
[[nodiscard]] std::optional<ErrorPolicy>
check_on_error(const NodeConfig& node, const NodeDescriptor& descriptor, Issues& issues);

} // namespace penstock::config

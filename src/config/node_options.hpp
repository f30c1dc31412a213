// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/validated_config.hpp"

#include "config/issues.hpp"

// What every node has beside its parameters: concurrency, timeout, set; `on_error`
// is in on_error.hpp.
namespace penstock::config {

/// What the config says, or else what fits the type.
[[nodiscard]] Concurrency
check_concurrency(const NodeConfig& node, const NodeDescriptor& descriptor, Issues& issues);

/// How long a call may take; nothing where the config does not say, or not well.
[[nodiscard]] std::optional<Duration>
check_timeout(const NodeConfig& node, const NodeDescriptor& descriptor, Issues& issues);

[[nodiscard]] Attributes check_set(const NodeConfig& node, Issues& issues);

} // namespace penstock::config

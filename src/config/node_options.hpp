// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/validated_config.hpp"

#include "config/issues.hpp"

// What every node has beside its parameters: concurrency, on_error, set.
namespace penstock::config {

/// What the config says, or else what fits the type.
[[nodiscard]] Concurrency
check_concurrency(const NodeConfig& node, const NodeDescriptor& descriptor, Issues& issues);

/// Nothing where it was a mistake.
[[nodiscard]] std::optional<ErrorPolicy>
check_on_error(const NodeConfig& node, const NodeDescriptor& descriptor, Issues& issues);

[[nodiscard]] Attributes check_set(const NodeConfig& node, Issues& issues);

/// The names that any `set` of the config gives.
[[nodiscard]] std::vector<std::string> attribute_names(const PipelineConfig& config);

} // namespace penstock::config

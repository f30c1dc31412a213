// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_registry.hpp"
#include "penstock/pipeline_config.hpp"

#include "config/issues.hpp"

#include <string>
#include <vector>

// Attributes that a config gives to items.
namespace penstock::config {

/// Names that no config can give, since every item has them.
[[nodiscard]] std::vector<std::string> taken_attributes();

/// The members of an object of attributes that are right; the others are reported.
[[nodiscard]] Value::Object
check_attributes(const Value& written, const std::string& path, Issues& issues);

/// The names of all attributes that templates and conditions may use beside those that every item
/// has: of each `set`, of parameters that are attributes, and of nodes that give some.
[[nodiscard]] std::vector<std::string> attribute_names(const PipelineConfig& config,
                                                       const NodeRegistry& registry);

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_descriptor.hpp"
#include "penstock/pipeline_config.hpp"

#include "config/issues.hpp"

#include <optional>
#include <string>
#include <vector>

namespace penstock::config {

/// Checks the parameters of one node and brings them into the form that nodes get: defaults
/// included, what has no value left out; nothing where there was a mistake. `attributes` are the
/// names that templates and conditions may use beside the fields that every item has; null where
/// not all are known, because nodes are missing.
[[nodiscard]] std::optional<Value::Object> check_params(const NodeConfig& node,
                                                        const NodeDescriptor& descriptor,
                                                        const std::vector<std::string>* attributes,
                                                        Issues& issues);

} // namespace penstock::config

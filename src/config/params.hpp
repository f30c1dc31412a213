// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_descriptor.hpp"
#include "penstock/pipeline_config.hpp"

#include "config/issues.hpp"

#include <string>
#include <vector>

namespace penstock::config {

/// Checks the parameters of one node and brings them into the form that nodes get: defaults
/// included, what has no value left out. `attributes` are the names that templates may use beside
/// the fields that every item has.
[[nodiscard]] Value::Object check_params(const NodeConfig& node,
                                         const NodeDescriptor& descriptor,
                                         const std::vector<std::string>& attributes,
                                         Issues& issues);

} // namespace penstock::config

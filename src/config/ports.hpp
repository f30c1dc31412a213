// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_registry.hpp"
#include "penstock/pipeline_config.hpp"

#include "config/issues.hpp"

#include <optional>
#include <vector>

namespace penstock::config {

/// A node of the config, as far as edges are concerned.
struct PortedNode {
    const NodeType* type = nullptr; ///< null where type or ports are unknown
    std::vector<PortDescriptor> inputs;
    std::vector<PortDescriptor> outputs;
};

/// The ports that the type and the parameters of a node give it. `params` are normalised; nothing
/// where they are wrong, which leaves ports that they name unknown. Reports names that no port can
/// have.
[[nodiscard]] PortedNode with_ports(const NodeConfig& node,
                                    const NodeType& type,
                                    const std::optional<Value::Object>& params,
                                    Issues& issues);

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_registry.hpp"

namespace penstock::test {

/// Nodes that do what an author may do by mistake, or what no other node does.
void add_odd_nodes(NodeRegistry& registry);

} // namespace penstock::test

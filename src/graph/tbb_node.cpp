// SPDX-License-Identifier: Apache-2.0
#include "penstock/tbb_node.hpp"

#include <stdexcept>

namespace penstock {

TbbItem::~TbbItem() = default;
TbbSubgraph::~TbbSubgraph() = default;

Payload TbbNode::process(Payload /*input*/, NodeContext& /*context*/) {
    throw std::logic_error{"a node that is made of oneTBB nodes has no process"};
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_descriptor.hpp"

namespace penstock::registry {

/// Throws `std::invalid_argument` where a description contradicts itself or leaves out what
/// messages and documentation need. The first mistake only: it is the author of the node who reads
/// it.
void check_description(const NodeDescriptor& descriptor);

} // namespace penstock::registry

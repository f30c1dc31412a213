// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/bounds.hpp"

#include <cstdint>

namespace penstock::graph {

/// The most of an image, or of any member of a list.
[[nodiscard]] std::uint64_t most_metadata(const PayloadBound& bound);
/// Images have the metadata of what they are made of, whatever a node says; encoded bytes hold what
/// they have of it.
void hand_on_metadata(std::uint64_t most, PayloadBound& bound);

} // namespace penstock::graph

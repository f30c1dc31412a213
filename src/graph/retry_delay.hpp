// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/units.hpp"
#include "penstock/validated_config.hpp"

#include <cstdint>

namespace penstock::graph {

/// How long to wait after the call number `tries` (from 1) has failed: twice as long from call to
/// call, up to the longest, and of that a part between a half and the whole, drawn from the item's
/// numbers: many that failed together do not come back together.
[[nodiscard]] Duration
retry_delay(const Retry& policy, std::uint32_t tries, std::uint64_t sequence, std::uint32_t path);

} // namespace penstock::graph

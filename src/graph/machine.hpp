// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace penstock::graph {

/// Processors that this process may run on; at least 1.
[[nodiscard]] std::uint32_t available_processors();

/// Memory that could be had without swapping, in bytes, as the kernel estimates it.
[[nodiscard]] std::uint64_t available_memory();

} // namespace penstock::graph

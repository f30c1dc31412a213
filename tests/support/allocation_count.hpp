// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace penstock::test {

/// How often `operator new` has been called since the program began, by any thread. oneTBB has an
/// allocator of its own for its tasks: those are not among them.
[[nodiscard]] std::uint64_t allocation_count();

} // namespace penstock::test

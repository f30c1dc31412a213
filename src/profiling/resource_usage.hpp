// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace penstock::profiling {

/// CPU time of the calling thread, in nanoseconds.
[[nodiscard]] std::int64_t thread_cpu_ns();
/// CPU time of the process, in nanoseconds.
[[nodiscard]] std::int64_t process_cpu_ns();
/// Resident memory of the process, now and at its peak, in bytes.
[[nodiscard]] std::uint64_t rss_bytes();
[[nodiscard]] std::uint64_t peak_rss_bytes();

} // namespace penstock::profiling

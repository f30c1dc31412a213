// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#ifdef PENSTOCK_HAS_PROBES
#include <sys/sdt.h>
#endif

// Static probes, by which gdb, perf, bpftrace and SystemTap follow items through a program that
// runs: see src/doc/profiling.md. Each is a nop until one of them asks; where the build has none,
// it is nothing. Their names and arguments are for users: they stay.
namespace penstock::profiling::probes {

/// A call of a node with an item begins, on this thread.
inline void call_begin([[maybe_unused]] const std::string& node,
                       [[maybe_unused]] std::uint64_t sequence) {
#ifdef PENSTOCK_HAS_PROBES
    DTRACE_PROBE2(penstock, call_begin, node.c_str(), sequence);
#endif
}

/// It has ended. `bytes()`: of pixels or files that the item holds now; not asked for where there
/// are no probes. `outcome`: 0 returned, 1 failed, 2 skipped.
template <class Bytes>
void call_end([[maybe_unused]] const std::string& node,
              [[maybe_unused]] std::uint64_t sequence,
              [[maybe_unused]] const Bytes& bytes,
              [[maybe_unused]] int outcome) {
#ifdef PENSTOCK_HAS_PROBES
    const std::uint64_t held = bytes();
    DTRACE_PROBE4(penstock, call_end, node.c_str(), sequence, held, outcome);
#endif
}

/// A limiter lets an item in.
inline void admitted([[maybe_unused]] const std::string& limiter,
                     [[maybe_unused]] std::uint64_t sequence) {
#ifdef PENSTOCK_HAS_PROBES
    DTRACE_PROBE2(penstock, admitted, limiter.c_str(), sequence);
#endif
}

/// Nothing is left of an item that was let in. `state`: 0 written, 1 failed, 2 skipped, 3 dropped.
inline void item_done([[maybe_unused]] const std::string& limiter,
                      [[maybe_unused]] std::uint64_t sequence,
                      [[maybe_unused]] int state) {
#ifdef PENSTOCK_HAS_PROBES
    DTRACE_PROBE3(penstock, item_done, limiter.c_str(), sequence, state);
#endif
}

} // namespace penstock::profiling::probes

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"
#include "penstock/run_history.hpp"

#include <cstdint>
#include <type_traits>

namespace penstock::profiling {

using TraceWhat = SliceKind;
using TraceEnd = SliceEnd;

/// What an arrow does at a slice.
enum class TraceFlow : std::uint8_t { none, begins, goes_on, ends };

/// Where an item was last seen in a trace: the next arrow begins there.
struct TracePlace {
    std::uint64_t flow = 0;   ///< the number of its arrows; 0: it has none
    std::int64_t at_ns = 0;   ///< since the start of the trace: inside the slice
    std::uint32_t thread = 0; ///< on whose track the slice is
};

/// One event in memory, whose text, if it has one, follows in slots of the same size.
struct alignas(64) TraceEvent {
    enum class Kind : std::uint8_t { slice, flow, counters };

    Kind kind = Kind::slice;
    TraceWhat what = TraceWhat::call;
    TraceEnd end = TraceEnd::returned;
    TraceFlow step = TraceFlow::none;
    ErrorClass error_class = ErrorClass::node;
    std::uint8_t tries = 0; ///< which try it was; 255: that, or a later one
    std::uint16_t text_bytes = 0;
    std::uint32_t node = 0;
    std::uint32_t thread = 0;
    std::int64_t begin_ns = 0;
    std::int64_t duration_ns = 0;
    std::int64_t cpu_ns = -1;   ///< -1: it was not measured
    std::uint64_t sequence = 0; ///< of counters: images
    std::uint64_t bytes = 0;
    std::uint64_t flow = 0; ///< 0: none

    /// Where its arrows come and go: both ends can be those of others, too.
    [[nodiscard]] std::int64_t middle_ns() const { return begin_ns + duration_ns / 2; }
};
static_assert(sizeof(TraceEvent) == 64 && std::is_trivially_copyable_v<TraceEvent>);

} // namespace penstock::profiling

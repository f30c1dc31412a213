// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "profiling/latency_buckets.hpp"

#include <array>
#include <atomic>
#include <cstdint>

namespace penstock::profiling {

/// A number that one thread adds to, and any may read: an addition needs no locked instruction.
template <class Number> class Tally {
public:
    void add(Number more) { set(value_.load(std::memory_order_relaxed) + more); }
    /// Whoever reads what is set here reads what was set before.
    void set(Number value) { value_.store(value, std::memory_order_release); }
    [[nodiscard]] Number get() const { return value_.load(std::memory_order_acquire); }

private:
    std::atomic<Number> value_{0};
};

/// What one thread did in one node.
struct CallTally {
    struct Times {
        Tally<std::uint64_t> wall_ns;
        Tally<std::uint64_t> measured_wall_ns; ///< of calls whose CPU time was measured
        Tally<std::uint64_t> measured_cpu_ns;
    };

    Tally<std::int64_t> inside_since; ///< of the outermost call that goes on; 0: there is none
    Tally<std::uint64_t> started;
    Tally<std::uint64_t> ended;
    Tally<std::uint64_t> failed;
    Tally<std::uint64_t> refused;
    Tally<std::uint64_t> waiting_ns; ///< of items, before calls and before reading
    Tally<std::uint64_t> reads;
    Tally<std::uint64_t> read_ns;
    Times of_short; ///< of short calls
    Times of_long;
    std::array<Tally<std::uint32_t>, LatencyBuckets::count> latencies;
};

} // namespace penstock::profiling

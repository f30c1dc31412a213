// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_report.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace penstock::profiling {

/// Counts the calls of one node and measures their wall and CPU time. Thread-safe; no locks.
class CallMeter {
public:
    /// One call, measured from construction to destruction on one thread.
    class Call {
    public:
        explicit Call(CallMeter& meter);
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;
        ~Call();

    private:
        CallMeter& meter_;
        std::chrono::steady_clock::time_point wall_start_;
        std::int64_t cpu_start_;
    };

    /// The call, or what stood in for it, failed its item.
    void failed() { failed_.fetch_add(1, std::memory_order_relaxed); }

    /// Fills in counts and times; names are the caller's.
    void report_into(NodeReport& report) const;

private:
    // Eight buckets between two powers of two of nanoseconds: percentiles are right within an
    // eighth.
    static constexpr std::size_t buckets_per_octave = 8;
    static constexpr std::size_t bucket_count = 64 * buckets_per_octave;

    [[nodiscard]] static std::size_t bucket_of(std::uint64_t nanoseconds);
    [[nodiscard]] static double upper_end_ms(std::size_t bucket);
    [[nodiscard]] double percentile_ms(double share) const;

    std::atomic<std::uint64_t> count_{0};
    std::atomic<std::uint64_t> failed_{0};
    std::atomic<std::uint64_t> wall_ns_{0};
    std::atomic<std::uint64_t> cpu_ns_{0};
    std::atomic<std::uint32_t> inside_{0};
    std::atomic<std::uint32_t> peak_inside_{0};
    std::array<std::atomic<std::uint32_t>, bucket_count> histogram_{};
};

/// CPU time of the calling thread, in nanoseconds.
[[nodiscard]] std::int64_t thread_cpu_ns();
/// CPU time of the process, in nanoseconds.
[[nodiscard]] std::int64_t process_cpu_ns();
/// Resident memory of the process, now and at its peak, in bytes.
[[nodiscard]] std::uint64_t rss_bytes();
[[nodiscard]] std::uint64_t peak_rss_bytes();

} // namespace penstock::profiling

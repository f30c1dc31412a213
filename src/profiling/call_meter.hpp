// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_report.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace penstock::profiling {

/// Counts the calls of one node and measures their wall and CPU time. Thread-safe; no locks.
///
/// The CPU clock of a thread is a system call, half a microsecond each. Where calls last 20
/// microseconds or longer on average, it is read for every one of them; where they are shorter, for
/// one of 128, and what those used of their wall time stands for the rest: short calls for short
/// ones, long calls (others had the core meanwhile, mostly) for long ones.
class CallMeter {
public:
    /// One call, measured from construction to destruction on one thread.
    class Call {
    public:
        explicit Call(CallMeter& meter)
            : Call{meter, meter.started_.fetch_add(1, std::memory_order_relaxed)} {}
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;
        ~Call();

    private:
        Call(CallMeter& meter, std::uint64_t number);

        CallMeter& meter_;
        const bool is_cpu_measured_;
        const std::int64_t cpu_start_;
        const std::chrono::steady_clock::time_point wall_start_;
    };

    /// A call that has been counted failed its item.
    void failed() { failed_.fetch_add(1, std::memory_order_relaxed); }
    /// An item failed here without such a call. Counts as one that failed and took no time.
    void refused() { refused_.fetch_add(1, std::memory_order_relaxed); }

    /// Fills in counts and times; names are the caller's.
    void report_into(NodeReport& report) const;

private:
    // Eight buckets between two powers of two of nanoseconds: percentiles are right within an
    // eighth.
    static constexpr std::size_t buckets_per_octave = 8;
    static constexpr std::size_t bucket_count = 64 * buckets_per_octave;

    struct Times {
        std::atomic<std::uint64_t> wall_ns{0};
        std::atomic<std::uint64_t> measured_wall_ns{0}; // of calls whose CPU time was measured
        std::atomic<std::uint64_t> measured_cpu_ns{0};

        [[nodiscard]] double cpu_ns() const;
    };

    void note_inside(std::uint64_t number);
    [[nodiscard]] bool is_cpu_worth_measuring(std::uint64_t number) const;
    [[nodiscard]] static std::size_t bucket_of(std::uint64_t nanoseconds);
    [[nodiscard]] static double upper_end_ms(std::size_t bucket);
    [[nodiscard]] double percentile_ms(double share) const;

    std::atomic<std::uint64_t> started_{0};
    std::atomic<std::uint64_t> ended_{0};
    std::atomic<std::uint64_t> failed_{0};
    std::atomic<std::uint64_t> refused_{0};
    Times short_;
    Times long_;
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

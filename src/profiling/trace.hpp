// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_history.hpp"
#include "penstock/units.hpp"

#include "core/amount.hpp"
#include "profiling/call_tally.hpp"
#include "profiling/trace_event.hpp"
#include "profiling/trace_writer.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace penstock::profiling {

/// Records what the threads of a run do, call by call, in a file that Perfetto and Chrome show, or
/// for the history of the run, or both.
///
/// Each thread appends to a chunk of its own, without a lock; another thread writes them. Where
/// that cannot follow, events are dropped, and counted: memory is bounded. Where only the end of
/// the run is wanted, nothing is written before. Thread-safe, but for `finish`.
class Trace {
public:
    using Time = std::chrono::steady_clock::time_point;

    struct Setup {
        std::string file = {};             ///< empty: none
        std::string name;                  ///< of the pipeline
        std::vector<std::string> nodes;    ///< names by number
        std::optional<Duration> last = {}; ///< how much of the end is wanted; none: all
        std::size_t most_chunks = 512;     ///< of 64 KiB
        std::size_t kept_slices = 0;       ///< how many of the last ones `Outcome` has at most
    };
    /// Throws `std::exception` where the file cannot be begun. Times are counted from now on.
    explicit Trace(const Setup& setup);
    Trace(const Trace&) = delete;
    Trace& operator=(const Trace&) = delete;
    ~Trace();

    /// What a thread has done.
    struct Slice {
        TraceWhat what = TraceWhat::call;
        std::uint32_t node = 0;
        std::string_view item; ///< its name; of a long one the beginning is kept
        std::uint64_t sequence = 0;
        std::uint64_t bytes = 0;
        std::uint32_t tries = 0; ///< which try it was; 0: it does not say
        TraceEnd end = TraceEnd::returned;
        ErrorClass error_class = ErrorClass::node; ///< where it failed
        Time begin;
        Time finish;
        std::int64_t cpu_ns = -1; ///< -1: it was not measured
        std::uint32_t thread = 0; ///< whose track it is on; 0: the caller's
    };
    /// The number of the calling thread's track, from 1.
    [[nodiscard]] std::uint32_t thread_of_caller();
    /// `place` says where the item was seen before, and where it is now. Its arrows begin where
    /// `step` says so.
    void add(const Slice& slice, TracePlace& place, TraceFlow step);
    /// Without an item.
    void add(const Slice& slice);

    /// Arrows of their own, for one more that comes of an item at its last place.
    [[nodiscard]] TracePlace fork(const TracePlace& place);
    /// The arrows of that number come to a place of others.
    void meet(std::uint64_t flow, const TracePlace& place, TraceFlow step);

    /// What a limiter counts at this moment.
    void count(std::uint32_t limiter, const Amount& in_flight);

    struct Outcome {
        std::uint64_t dropped = 0; ///< events
        std::string error;         ///< why there is no file; empty: there is, or it has no name
        std::vector<std::string> threads; ///< names, those that compute first
        std::vector<RunSlice> slices;     ///< the last ones, by thread and their beginning
        std::uint64_t slices_left_out = 0;
        double slices_from_seconds = 0; ///< what ended until then is left out, of every thread
    };
    /// Writes what is left, and gives the file its name. Once; what is added later is lost.
    [[nodiscard]] Outcome finish();
    /// From which times are counted.
    [[nodiscard]] Time start() const { return start_; }

private:
    struct Track;

    [[nodiscard]] std::int64_t since_start(Time time) const {
        return std::chrono::nanoseconds{time - start_}.count();
    }
    void append(TraceEvent& event, std::string_view text);
    void report_slices(Outcome& outcome) const;
    [[nodiscard]] Track& track_of_caller();
    [[nodiscard]] Track& find_or_add_track();

    const std::uint64_t id_; // of no other trace of the process, now or before
    const std::size_t kept_slices_;
    const Time start_ = std::chrono::steady_clock::now();
    TraceWriter writer_;
    std::atomic<std::uint64_t> flows_{0};
    std::mutex mutex_; // guards the list, not what threads append
    std::vector<std::unique_ptr<Track>> tracks_;
};

} // namespace penstock::profiling

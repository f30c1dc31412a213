// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_report.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace penstock::profiling {

struct CallTally;

/// Counts the calls of all nodes of a run, and measures their wall and CPU time. Each thread
/// records into memory of its own, which nobody else writes; a report adds up. So threads do not
/// take cache lines out of each other's hands, but for one a node: how many are inside it.
/// Thread-safe; a lock is taken by the first call of a node on a thread.
///
/// The CPU clock of a thread is a system call, half a microsecond each. Where the calls of a node
/// on a thread last 400 microseconds or longer on average, it is read for every one of them (where
/// somebody wants the times of each: from 20). Where they are shorter, it is read about once in
/// such a while, at least for one of 128, and what those calls used of their wall time stands for
/// the rest: short calls for short ones, long calls (others had the core meanwhile, mostly) for
/// long ones.
class CallRecorder {
    struct Inside;

public:
    /// For nodes 0 to `nodes` - 1.
    explicit CallRecorder(std::size_t nodes);
    CallRecorder(const CallRecorder&) = delete;
    CallRecorder& operator=(const CallRecorder&) = delete;
    ~CallRecorder();

    using Time = std::chrono::steady_clock::time_point;

    /// When a call began and ended.
    struct Times {
        Time begin;
        Time end;
        std::int64_t cpu_ns = -1; ///< of the thread; -1: it was not measured
    };

    /// One call, measured from construction to destruction on one thread. `recorder` outlives it.
    class Call {
    public:
        /// `ready_at`: when the item was sent to the node. What has passed since then counts as
        /// waiting; an item that is `nowhere` waits for nothing. The end of the call is put there.
        /// `times`, where somebody wants to know, are set by the end.
        Call(CallRecorder& recorder, std::size_t node, Time& ready_at, Times* times = nullptr);
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;
        ~Call();

    private:
        CallTally& tally_;
        Inside& inside_;
        const bool is_cpu_measured_;
        const std::int64_t cpu_start_;
        const Time wall_start_;
        const bool is_outermost_; ///< of this node on this thread: a call can wait for others
        Time& ready_at_;
        Times* const times_;
    };

    /// Likewise a loader's reading of a file, which is no call.
    class Read {
    public:
        Read(CallRecorder& recorder, std::size_t node, Time& ready_at, Times* times = nullptr);
        Read(const Read&) = delete;
        Read& operator=(const Read&) = delete;
        ~Read();

    private:
        CallTally& tally_;
        const Time start_;
        Time& ready_at_;
        Times* const times_;
    };

    /// When an item was sent that nobody has sent.
    static constexpr Time nowhere{};

    /// An item that was sent at `ready_at` has waited until `now`, before no call of its own.
    void waited(std::size_t node, Time ready_at, Time now);

    /// A call that has been counted failed its item.
    void failed(std::size_t node);
    /// An item failed here without such a call. Counts as one that failed and took no time.
    void refused(std::size_t node);

    /// Fills in counts and times, at any time; names are the caller's. Of calls that go on, what
    /// has passed of them is in `busy_seconds`, and nothing else.
    void report_into(std::size_t node, NodeReport& report) const;

    /// How many calls of it go on.
    [[nodiscard]] std::uint32_t calls_now(std::size_t node) const;

private:
    struct ThreadRecord;

    [[nodiscard]] CallTally& tally_of(std::size_t node);
    [[nodiscard]] ThreadRecord& find_or_add_thread();
    CallTally& add_node(ThreadRecord& thread, std::size_t node);

    const std::uint64_t id_; // of no other recorder of the process, now or before
    const std::size_t nodes_;
    const std::unique_ptr<Inside[]> inside_; // by node
    mutable std::mutex mutex_;               // guards lists, not what threads record
    std::vector<std::unique_ptr<ThreadRecord>> threads_;
};

} // namespace penstock::profiling

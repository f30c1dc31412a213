// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/units.hpp"

#include "graph/io_pool.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace penstock::graph {

/// Runs tasks later, on a thread of its own, so that nobody waits with a worker in hand. Tasks are
/// short: they hand work on. Thread-safe.
class Timer {
public:
    Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    ~Timer() { close(); }

    void schedule(Duration delay, std::unique_ptr<IoTask> task);
    /// Calls `beat` after each such while, until it is hurried or closed. One for a timer.
    void repeat(Duration period, std::function<void()> beat);
    /// Runs all that is to come now, and from now on everything at once.
    void hurry();
    /// Drops what is still to come, and takes nothing more.
    void close();

private:
    using Clock = std::chrono::steady_clock;

    void work();
    [[nodiscard]] bool beats() const { return beat_ && !is_hurrying_; }
    void wait(std::unique_lock<std::mutex>& lock);

    std::mutex mutex_;
    std::condition_variable is_change_;
    std::multimap<Clock::time_point, std::unique_ptr<IoTask>> tasks_;
    std::function<void()> beat_;
    Clock::duration period_{};
    Clock::time_point next_beat_{};
    bool is_hurrying_ = false;
    bool is_closing_ = false;
    std::jthread thread_; // last: it uses everything above
};

} // namespace penstock::graph

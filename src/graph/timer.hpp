// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/units.hpp"

#include "graph/io_pool.hpp"

#include <chrono>
#include <condition_variable>
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
    /// Runs all that is to come now, and from now on everything at once.
    void hurry();
    /// Drops what is still to come, and takes nothing more.
    void close();

private:
    using Clock = std::chrono::steady_clock;

    void work();

    std::mutex mutex_;
    std::condition_variable is_change_;
    std::multimap<Clock::time_point, std::unique_ptr<IoTask>> tasks_;
    bool is_hurrying_ = false;
    bool is_closing_ = false;
    std::jthread thread_; // last: it uses everything above
};

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#include "graph/timer.hpp"

#include "graph/named_thread.hpp"

#include <utility>

namespace penstock::graph {

Timer::Timer() : thread_{named_thread("penstock-timer", [this] { work(); })} {}

void Timer::close() {
    {
        const std::scoped_lock lock{mutex_};
        is_closing_ = true;
    }
    is_change_.notify_one();
    if (thread_.joinable())
        thread_.join();
    tasks_.clear(); // nobody adds to them any more
}

void Timer::schedule(Duration delay, std::unique_ptr<IoTask> task) {
    const std::scoped_lock lock{mutex_};
    if (is_closing_)
        return;
    const auto due =
        is_hurrying_ ? Clock::now() : Clock::now() + std::chrono::ceil<Clock::duration>(delay);
    tasks_.emplace(due, std::move(task));
    is_change_.notify_one();
}

void Timer::hurry() {
    const std::scoped_lock lock{mutex_};
    is_hurrying_ = true;
    is_change_.notify_one();
}

void Timer::work() {
    std::unique_lock lock{mutex_};
    while (!is_closing_) {
        if (tasks_.empty()) {
            is_change_.wait(lock);
            continue;
        }
        const auto first = tasks_.begin();
        if (!is_hurrying_ && first->first > Clock::now()) {
            is_change_.wait_until(lock, first->first);
            continue;
        }
        const std::unique_ptr<IoTask> task = std::move(first->second);
        tasks_.erase(first);
        lock.unlock();
        task->run();
        lock.lock();
    }
}

} // namespace penstock::graph

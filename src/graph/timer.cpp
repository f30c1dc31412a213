// SPDX-License-Identifier: Apache-2.0
#include "graph/timer.hpp"

#include "graph/named_thread.hpp"

#include <algorithm>
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

void Timer::repeat(Duration period, std::function<void()> beat) {
    const std::scoped_lock lock{mutex_};
    beat_ = std::move(beat);
    period_ = std::chrono::ceil<Clock::duration>(period);
    next_beat_ = Clock::now() + period_;
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
        const Clock::time_point now = Clock::now();
        if (!tasks_.empty() && (is_hurrying_ || tasks_.begin()->first <= now)) {
            const std::unique_ptr<IoTask> task = std::move(tasks_.begin()->second);
            tasks_.erase(tasks_.begin());
            lock.unlock();
            task->run();
            lock.lock();
        } else if (beats() && next_beat_ <= now) {
            next_beat_ = now + period_;
            lock.unlock();
            beat_(); // which is set once
            lock.lock();
        } else {
            wait(lock);
        }
    }
}

void Timer::wait(std::unique_lock<std::mutex>& lock) {
    if (tasks_.empty() && !beats())
        is_change_.wait(lock);
    else if (tasks_.empty())
        is_change_.wait_until(lock, next_beat_);
    else if (!beats())
        is_change_.wait_until(lock, tasks_.begin()->first);
    else
        is_change_.wait_until(lock, std::min(tasks_.begin()->first, next_beat_));
}

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#include "graph/io_pool.hpp"

#include "graph/named_thread.hpp"

#include <string>

namespace penstock::graph {

IoPool::IoPool(std::uint32_t threads) {
    try {
        for (std::uint32_t i = 0; i < threads; ++i)
            threads_.push_back(named_thread("penstock-io" + std::to_string(i), [this] { work(); }));
    } catch (...) {
        close(); // those that there are would wait for ever, and be waited for
        throw;
    }
}

void IoPool::close() {
    {
        const std::scoped_lock lock{mutex_};
        is_closing_ = true;
    }
    is_work_.notify_all();
}

void IoPool::post(std::unique_ptr<IoTask> task) {
    {
        const std::scoped_lock lock{mutex_};
        tasks_.push_back(std::move(task));
    }
    is_work_.notify_one();
}

void IoPool::work() {
    std::unique_lock lock{mutex_};
    while (true) {
        is_work_.wait(lock, [this] { return is_closing_ || !tasks_.empty(); });
        if (tasks_.empty())
            return;
        std::unique_ptr<IoTask> task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();
        task->run();
        task.reset();
        lock.lock();
    }
}

IoLane::IoLane(IoPool& pool, std::uint32_t limit) : pool_{pool}, limit_{limit} {}

void IoLane::post(std::unique_ptr<IoTask> task) {
    {
        const std::scoped_lock lock{mutex_};
        if (limit_ != 0 && running_ == limit_) {
            waiting_.push_back(std::move(task));
            return;
        }
        ++running_;
    }
    start(std::move(task));
}

void IoLane::start(std::unique_ptr<IoTask> task) {
    pool_.post(io_task([this, task = std::move(task)]() mutable {
        task->run();
        task.reset();
        finished();
    }));
}

void IoLane::finished() {
    std::unique_ptr<IoTask> next;
    {
        const std::scoped_lock lock{mutex_};
        if (waiting_.empty()) {
            --running_;
            return;
        }
        next = std::move(waiting_.front());
        waiting_.pop_front();
    }
    start(std::move(next));
}

} // namespace penstock::graph

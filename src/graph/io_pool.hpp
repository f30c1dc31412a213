// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace penstock::graph {

/// One piece of blocking work.
class IoTask {
public:
    IoTask() = default;
    IoTask(const IoTask&) = delete;
    IoTask& operator=(const IoTask&) = delete;
    virtual ~IoTask() = default;
    virtual void run() = 0;
};

/// Makes a task of something that can be called. It may hold what can only be moved.
template <class Call> [[nodiscard]] std::unique_ptr<IoTask> io_task(Call call) {
    class Task final : public IoTask {
    public:
        explicit Task(Call&& callee) : call_{std::move(callee)} {}
        void run() override { call_(); }

    private:
        Call call_;
    };
    return std::make_unique<Task>(std::move(call));
}

/// Threads that may wait for files, so that those that compute need not. First in, first out.
class IoPool {
public:
    /// Throws `std::system_error` where the system has no more threads.
    explicit IoPool(std::uint32_t threads);
    IoPool(const IoPool&) = delete;
    IoPool& operator=(const IoPool&) = delete;
    /// Finishes what was posted.
    ~IoPool() { close(); }

    void post(std::unique_ptr<IoTask> task);

private:
    void work();
    void close();

    std::mutex mutex_;
    std::condition_variable is_work_;
    std::deque<std::unique_ptr<IoTask>> tasks_;
    bool is_closing_ = false;
    std::vector<std::jthread> threads_; // last: they use everything above
};

/// Tasks of one node on a pool: at most so many at once, begun in the order in which they were
/// posted. Lives until the pool has been destroyed.
class IoLane {
public:
    /// `limit` 0: as many as the pool has threads.
    IoLane(IoPool& pool, std::uint32_t limit);

    void post(std::unique_ptr<IoTask> task);

private:
    void start(std::unique_ptr<IoTask> task);
    void finished();

    IoPool& pool_;
    const std::uint32_t limit_;
    std::mutex mutex_;
    std::uint32_t running_ = 0;
    std::deque<std::unique_ptr<IoTask>> waiting_;
};

} // namespace penstock::graph

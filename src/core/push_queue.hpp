// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"
#include "penstock/request.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace penstock {

/// What a program pushes, on its way to the loader that takes it over. The program waits meanwhile,
/// so its memory need not be copied before there is room. Thread-safe.
class PushQueue {
public:
    /// One item. The queue, the engine and the loader share it as the attachment of its request;
    /// when the last of them lets go of it, the one who pushed it need not wait any more.
    class Ticket {
    public:
        explicit Ticket(Pushed&& pushed) : pushed_{std::move(pushed)} {}
        Ticket(const Ticket&) = delete;
        Ticket& operator=(const Ticket&) = delete;
        ~Ticket() { settle(false); }

        /// Valid until `taken`.
        [[nodiscard]] const Pushed& pushed() const { return pushed_; }
        /// A loader is going to copy it.
        void expect() { ++expected_; }
        /// A loader has copied everything; nobody needs the original when all have.
        void taken() {
            if (--expected_ == 0)
                settle(true);
        }

    private:
        friend class PushQueue;
        struct Outcome {
            std::mutex mutex;
            std::condition_variable is_settled_;
            bool is_settled = false;
            bool is_taken = false;
        };
        void settle(bool is_taken);

        Pushed pushed_;
        std::atomic<int> expected_{0};
        std::shared_ptr<Outcome> outcome_ =
            std::make_shared<Outcome>(); // shared with the one who waits
    };

    /// Waits until the item has been taken over, has failed before, or will not be run.
    [[nodiscard]] PushResult push(Pushed item);
    /// The request that an item of this kind would be: for those who ask whether there is room.
    [[nodiscard]] static Request request_of(std::shared_ptr<Ticket> ticket);

    /// The next request; nothing when the queue is closed, or when `is_stopping` says so.
    [[nodiscard]] std::optional<Request> next(const std::function<bool()>& is_stopping);
    void close();
    [[nodiscard]] bool is_closed() const;

private:
    mutable std::mutex mutex_;
    std::condition_variable is_change_;
    std::deque<std::shared_ptr<Ticket>> tickets_; // shared: see Ticket
    std::uint64_t yielded_ = 0;
    bool is_closed_ = false;
};

} // namespace penstock

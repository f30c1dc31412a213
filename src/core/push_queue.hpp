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
#include <set>

namespace penstock {

/// What a program pushes, on its way to the loader that takes it over. The program waits meanwhile,
/// so its memory need not be copied before there is room. Thread-safe.
class PushQueue {
public:
    /// One item. The queue, the engine and the loader share it as the attachment of its request.
    /// The one who pushed it waits until the loaders have copied it, or until the last of those who
    /// share it lets go of it: it has failed before, or will not be run.
    class Ticket {
    public:
        explicit Ticket(Pushed&& pushed) : pushed_{std::move(pushed)} {}
        Ticket(const Ticket&) = delete;
        Ticket& operator=(const Ticket&) = delete;
        ~Ticket();

        /// Valid until the last loader has `taken` it; then it is empty.
        [[nodiscard]] const Pushed& pushed() const { return pushed_; }
        /// That loader is going to copy it. To be said before the first one copies; once is enough.
        void expect(const void* loader);
        /// That loader has copied everything. When all have, nobody keeps the original any longer.
        void taken(const void* loader);

    private:
        friend class PushQueue;
        struct Outcome {
            std::mutex mutex;
            std::condition_variable is_settled_;
            std::optional<PushResult> result;

            [[nodiscard]] bool is_settled() {
                const std::scoped_lock lock{mutex};
                return result.has_value();
            }
        };
        void settle(PushResult result);

        Pushed pushed_;
        std::mutex mutex_;
        std::set<const void*> expected_;
        bool is_yielded_ = false; // touched by the queue, and at the end
        std::shared_ptr<const std::atomic<bool>> is_stopped_; // of the queue, which may be gone
        std::shared_ptr<Outcome> outcome_ =
            std::make_shared<Outcome>(); // shared with the one who waits
    };

    /// Waits until the item has been taken over, has failed before, or will not be run.
    [[nodiscard]] PushResult push(Pushed item);
    /// The same where nothing is before it on its way out of the queue, and `has_room` says so;
    /// otherwise nothing, and the item is still the caller's. Nobody gets in between.
    [[nodiscard]] std::optional<PushResult> push_if(Pushed& item,
                                                    const std::function<bool()>& has_room);
    /// The request that an item of this kind would be: for those who ask whether there is room.
    [[nodiscard]] static Request request_of(std::shared_ptr<Ticket> ticket);

    /// Waits for the next request; nothing when the queue is closed and empty, or stopped.
    [[nodiscard]] std::optional<Request> next();
    /// Takes nothing more; what is there will be yielded.
    void close();
    /// Nothing more will be yielded either: frees those who wait.
    void stop();
    [[nodiscard]] bool is_closed() const;

private:
    [[nodiscard]] PushResult enqueue(Pushed&& item, std::unique_lock<std::mutex> lock);

    mutable std::mutex mutex_;
    std::condition_variable is_change_;
    std::deque<std::shared_ptr<Ticket>> tickets_; // shared: see Ticket
    std::shared_ptr<Ticket::Outcome> last_;       // of the ticket that was yielded last
    std::uint64_t yielded_ = 0;
    bool is_closed_ = false;
    std::shared_ptr<std::atomic<bool>> is_stopped_ =
        std::make_shared<std::atomic<bool>>(false); // shared with tickets
};

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "core/push_queue.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace penstock {

void PushQueue::Ticket::settle(bool is_taken) {
    const std::scoped_lock lock{outcome_->mutex};
    if (std::exchange(outcome_->is_settled, true))
        return;
    outcome_->is_taken = is_taken;
    outcome_->is_settled_.notify_all();
}

PushResult PushQueue::push(Pushed item) {
    auto ticket = std::make_shared<Ticket>(std::move(item));
    const std::shared_ptr<Ticket::Outcome> outcome = ticket->outcome_;
    {
        const std::scoped_lock lock{mutex_};
        if (is_closed_)
            return PushResult::closed;
        tickets_.push_back(std::move(ticket));
    }
    is_change_.notify_one();
    std::unique_lock lock{outcome->mutex};
    outcome->is_settled_.wait(lock, [&] { return outcome->is_settled; });
    return outcome->is_taken ? PushResult::accepted : PushResult::closed;
}

Request PushQueue::request_of(std::shared_ptr<Ticket> ticket) {
    Request request;
    request.name = ticket->pushed().name;
    request.path = request.name;
    request.attachment = std::move(ticket);
    return request;
}

// Asks every few milliseconds whether the run is being stopped: nobody wakes it for that.
std::optional<Request> PushQueue::next(const std::function<bool()>& is_stopping) {
    std::unique_lock lock{mutex_};
    while (tickets_.empty() && !is_closed_ && !is_stopping())
        is_change_.wait_for(lock, std::chrono::milliseconds{10});
    if (is_stopping()) {
        is_closed_ = true;
        tickets_.clear();
    }
    if (tickets_.empty())
        return std::nullopt;
    Request request = request_of(std::move(tickets_.front()));
    tickets_.pop_front();
    request.index = yielded_++;
    if (request.name.empty())
        request.name = std::to_string(request.index);
    return request;
}

void PushQueue::close() {
    const std::scoped_lock lock{mutex_};
    is_closed_ = true;
    is_change_.notify_all();
}

bool PushQueue::is_closed() const {
    const std::scoped_lock lock{mutex_};
    return is_closed_;
}

} // namespace penstock

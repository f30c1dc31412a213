// SPDX-License-Identifier: Apache-2.0
#include "core/push_queue.hpp"

#include <string>
#include <utility>

namespace penstock {

// What was yielded and never copied has failed before, as the report says; in a run that is being
// stopped it was not started, mostly.
PushQueue::Ticket::~Ticket() {
    const bool was_run = is_yielded_ && !*is_stopped_;
    settle(was_run ? PushResult::accepted : PushResult::closed);
}

void PushQueue::Ticket::expect(const void* loader) {
    const std::scoped_lock lock{mutex_};
    expected_.insert(loader);
}

void PushQueue::Ticket::taken(const void* loader) {
    {
        const std::scoped_lock lock{mutex_};
        if (expected_.erase(loader) == 0 || !expected_.empty())
            return;
    }
    pushed_ = {};
    settle(PushResult::accepted);
}

void PushQueue::Ticket::settle(PushResult result) {
    const std::scoped_lock lock{outcome_->mutex};
    if (outcome_->result)
        return;
    outcome_->result = result;
    outcome_->is_settled_.notify_all();
}

PushResult PushQueue::push(Pushed item) {
    std::unique_lock lock{mutex_};
    return enqueue(std::move(item), std::move(lock));
}

std::optional<PushResult> PushQueue::push_if(Pushed& item, const std::function<bool()>& has_room) {
    std::unique_lock lock{mutex_};
    const bool is_first = tickets_.empty() && (!last_ || last_->is_settled());
    if (!is_closed_ && (!is_first || !has_room()))
        return std::nullopt;
    return enqueue(std::move(item), std::move(lock));
}

PushResult PushQueue::enqueue(Pushed&& item, std::unique_lock<std::mutex> lock) {
    if (is_closed_)
        return PushResult::closed;
    auto ticket = std::make_shared<Ticket>(std::move(item));
    ticket->is_stopped_ = is_stopped_;
    const std::shared_ptr<Ticket::Outcome> outcome = ticket->outcome_;
    tickets_.push_back(std::move(ticket));
    lock.unlock();
    is_change_.notify_one();
    std::unique_lock outcome_lock{outcome->mutex};
    outcome->is_settled_.wait(outcome_lock, [&] { return outcome->result.has_value(); });
    return *outcome->result;
}

Request PushQueue::request_of(std::shared_ptr<Ticket> ticket) {
    Request request;
    request.name = ticket->pushed().name;
    request.path = request.name;
    request.attachment = std::move(ticket);
    return request;
}

std::optional<Request> PushQueue::next() {
    std::unique_lock lock{mutex_};
    is_change_.wait(lock, [this] { return is_closed_ || !tickets_.empty(); });
    if (tickets_.empty())
        return std::nullopt;
    tickets_.front()->is_yielded_ = true;
    last_ = tickets_.front()->outcome_;
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

void PushQueue::stop() {
    std::deque<std::shared_ptr<Ticket>> left; // freed without the lock: programs own what is in it
    const std::scoped_lock lock{mutex_};
    is_closed_ = true;
    *is_stopped_ = true;
    left.swap(tickets_);
    is_change_.notify_all();
}

bool PushQueue::is_closed() const {
    const std::scoped_lock lock{mutex_};
    return is_closed_;
}

} // namespace penstock

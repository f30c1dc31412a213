// SPDX-License-Identifier: Apache-2.0
#include "saver/inbox.hpp"

#include <utility>

namespace penstock::saver {

void Inbox::put(std::shared_ptr<Passage> passage) {
    const std::scoped_lock lock{mutex_};
    if (is_closed_ || is_over_)
        return;
    passages_.push_back(std::move(passage));
    is_change_.notify_one();
}

void Inbox::close() {
    const std::scoped_lock lock{mutex_};
    is_closed_ = true;
    is_change_.notify_one();
}

bool Inbox::is_over() const {
    const std::scoped_lock lock{mutex_};
    return is_over_;
}

void Inbox::look_whether_stopped() {
    const std::scoped_lock lock{mutex_};
    is_over_ = is_over_ || should_stop();
    is_change_.notify_one();
}

void Inbox::begin(std::function<bool()> stop_requested) {
    const std::scoped_lock lock{mutex_};
    stop_requested_ = std::move(stop_requested);
}

std::shared_ptr<Passage> Inbox::next() {
    {
        std::unique_lock lock{mutex_};
        is_change_.wait(lock, [this] {
            is_over_ = is_over_ || should_stop();
            return is_over_ || is_closed_ || !passages_.empty();
        });
        if (!is_over_ && !passages_.empty()) {
            std::shared_ptr<Passage> passage = std::move(passages_.front());
            passages_.pop_front();
            return passage;
        }
    }
    finish();
    return nullptr;
}

void Inbox::finish() {
    Passages left; // freed without the lock: their ends are told
    const std::scoped_lock lock{mutex_};
    is_over_ = true;
    stop_requested_ = nullptr;
    left.swap(passages_);
}

} // namespace penstock::saver

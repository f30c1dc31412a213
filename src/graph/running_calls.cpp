// SPDX-License-Identifier: Apache-2.0
#include "graph/running_calls.hpp"

#include <utility>

namespace penstock::graph {

RunningCalls::Entry::Entry(RunningCalls& calls, const std::string& node, const ItemInfo& item)
    : calls_{calls}, node_{node}, item_{item.request.name}, sequence_{item.sequence} {
    const std::scoped_lock lock{calls_.mutex_};
    before_ = std::exchange(calls_.last_, this);
    (before_ != nullptr ? before_->after_ : calls_.first_) = this;
}

RunningCalls::Entry::~Entry() {
    const std::scoped_lock lock{calls_.mutex_};
    (before_ != nullptr ? before_->after_ : calls_.first_) = after_;
    (after_ != nullptr ? after_->before_ : calls_.last_) = before_;
}

std::vector<RunningCall> RunningCalls::now() const {
    const auto now = std::chrono::steady_clock::now();
    const std::scoped_lock lock{mutex_};
    std::vector<RunningCall> result;
    for (const Entry* entry = first_; entry != nullptr; entry = entry->after_)
        result.push_back({.node = entry->node_,
                          .item = entry->item_,
                          .sequence = entry->sequence_,
                          .seconds = std::chrono::duration<double>(now - entry->begin_).count()});
    return result;
}

} // namespace penstock::graph

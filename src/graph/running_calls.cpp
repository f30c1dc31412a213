// SPDX-License-Identifier: Apache-2.0
#include "graph/running_calls.hpp"

namespace penstock::graph {

RunningCalls::Entry::Entry(RunningCalls& calls, const std::string& node, const ItemInfo& item)
    : calls_{calls}, node_{node}, item_{item.request.name}, sequence_{item.sequence} {
    const std::scoped_lock lock{calls_.mutex_};
    place_ = calls_.entries_.insert(calls_.entries_.end(), this);
}

RunningCalls::Entry::~Entry() {
    const std::scoped_lock lock{calls_.mutex_};
    calls_.entries_.erase(place_);
}

std::vector<RunningCall> RunningCalls::now() const {
    const auto now = std::chrono::steady_clock::now();
    const std::scoped_lock lock{mutex_};
    std::vector<RunningCall> result;
    for (const Entry* entry : entries_)
        result.push_back({.node = entry->node_,
                          .item = entry->item_,
                          .sequence = entry->sequence_,
                          .seconds = std::chrono::duration<double>(now - entry->begin_).count()});
    return result;
}

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#include "profiling/ledger.hpp"

#include "profiling/presentable.hpp"

#include <utility>

namespace penstock::profiling {

Ledger::Ledger(std::function<void(const Failure&)> on_failure)
    : on_failure_{std::move(on_failure)} {}

ItemCounts Ledger::ended(ItemState state) {
    count_of(state).fetch_add(1);
    return counts();
}

void Ledger::failed(std::uint32_t region, Failure failure) {
    tell(failure);
    const std::scoped_lock lock{mutex_};
    const ItemKey key{region, failure.sequence};
    failures_.emplace(key, std::move(failure));
}

void Ledger::displaced(std::uint32_t region,
                       const std::vector<std::uint64_t>& sequences,
                       Failure failure) {
    failure.message = presentable(failure.message);
    tell(failure);
    const std::scoped_lock lock{mutex_};
    ++displaced_outputs_;
    for (const std::uint64_t sequence : sequences) {
        Failure one = failure;
        one.sequence = sequence;
        displaced_.emplace(ItemKey{region, sequence}, std::move(one));
    }
}

ItemCounts Ledger::counts() const {
    ItemCounts counts;
    counts.failed = number_of(ItemState::failed);
    counts.written = number_of(ItemState::written);
    counts.skipped = number_of(ItemState::skipped);
    counts.dropped = number_of(ItemState::dropped);
    counts.not_started = number_of(ItemState::not_started);
    counts.discovered = discovered_; // last: what has ended was discovered before
    return counts;
}

void Ledger::close() {
    const std::scoped_lock lock{mutex_};
    for (auto& [key, failure] : displaced_) {
        // Delivered once, so it ended as written unless something else of it failed.
        if (!failures_.contains(key)) {
            --count_of(ItemState::written);
            ++count_of(ItemState::failed);
        }
        failures_.emplace(key, std::move(failure));
    }
    displaced_.clear();
    outputs_ -= std::exchange(displaced_outputs_, 0);
}

std::vector<Failure> Ledger::failures() const {
    const std::scoped_lock lock{mutex_};
    std::vector<Failure> result;
    for (const auto& [key, failure] : failures_)
        result.push_back(failure);
    return result;
}

void Ledger::tell(const Failure& failure) {
    if (!on_failure_)
        return;
    const std::scoped_lock lock{told_mutex_};
    on_failure_(failure);
}

} // namespace penstock::profiling

// SPDX-License-Identifier: Apache-2.0
#include "profiling/ledger.hpp"

namespace penstock::profiling {

Ledger::Ledger(std::function<void(const Failure&)> on_failure)
    : on_failure_{std::move(on_failure)} {}

void Ledger::discovered() {
    const std::scoped_lock lock{mutex_};
    ++counts_.discovered;
}

ItemCounts Ledger::ended(ItemState state) {
    const std::scoped_lock lock{mutex_};
    switch (state) {
    case ItemState::written:
        ++counts_.written;
        break;
    case ItemState::failed:
        ++counts_.failed;
        break;
    case ItemState::skipped:
        ++counts_.skipped;
        break;
    case ItemState::dropped:
        ++counts_.dropped;
        break;
    case ItemState::not_started:
        ++counts_.not_started;
        break;
    }
    return counts_;
}

void Ledger::failed(std::uint32_t region, Failure failure) {
    tell(failure);
    const std::scoped_lock lock{mutex_};
    const ItemKey key{region, failure.sequence};
    failures_.emplace(key, std::move(failure));
}

void Ledger::displaced(std::uint32_t region,
                       const std::vector<std::uint64_t>& sequences,
                       const Failure& failure) {
    tell(failure);
    const std::scoped_lock lock{mutex_};
    ++displaced_outputs_;
    for (const std::uint64_t sequence : sequences) {
        Failure one = failure;
        one.sequence = sequence;
        displaced_.emplace(ItemKey{region, sequence}, std::move(one));
    }
}

void Ledger::delivered() {
    const std::scoped_lock lock{mutex_};
    ++outputs_;
}

ItemCounts Ledger::counts() const {
    const std::scoped_lock lock{mutex_};
    return counts_;
}

std::uint64_t Ledger::outputs() const {
    const std::scoped_lock lock{mutex_};
    return outputs_;
}

void Ledger::close() {
    const std::scoped_lock lock{mutex_};
    for (auto& [key, failure] : displaced_) {
        // Delivered once, so it ended as written unless something else of it failed.
        if (!failures_.contains(key)) {
            --counts_.written;
            ++counts_.failed;
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

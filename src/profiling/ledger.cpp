// SPDX-License-Identifier: Apache-2.0
#include "profiling/ledger.hpp"

namespace penstock::profiling {

Ledger::Ledger(std::function<void(const Failure&)> on_failure)
    : on_failure_{std::move(on_failure)} {}

void Ledger::discovered() {
    const std::scoped_lock lock{mutex_};
    ++counts_.discovered;
}

void Ledger::ended(ItemState state) {
    const std::scoped_lock lock{mutex_};
    switch (state) {
    case ItemState::written:
        ++counts_.written;
        return;
    case ItemState::failed:
        ++counts_.failed;
        return;
    case ItemState::skipped:
        ++counts_.skipped;
        return;
    case ItemState::dropped:
        ++counts_.dropped;
        return;
    case ItemState::not_started:
        ++counts_.not_started;
        return;
    }
}

void Ledger::failed(std::uint32_t region, Failure failure) {
    const std::scoped_lock lock{mutex_};
    if (on_failure_)
        on_failure_(failure);
    const ItemKey key{region, failure.sequence};
    failures_.emplace(key, std::move(failure));
}

void Ledger::displaced(std::uint32_t region, Failure failure) {
    const std::scoped_lock lock{mutex_};
    if (on_failure_)
        on_failure_(failure);
    const ItemKey key{region, failure.sequence};
    displaced_.emplace(key, std::move(failure));
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
        --outputs_;
        failures_.emplace(key, std::move(failure));
    }
    displaced_.clear();
}

std::vector<Failure> Ledger::failures() const {
    const std::scoped_lock lock{mutex_};
    std::vector<Failure> result;
    for (const auto& [key, failure] : failures_)
        result.push_back(failure);
    return result;
}

} // namespace penstock::profiling

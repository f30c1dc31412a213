// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"
#include "penstock/run_report.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace penstock::profiling {

/// How a source item ended.
enum class ItemState : std::uint8_t { written, failed, skipped, dropped, not_started };
inline constexpr std::size_t item_states = 5;

/// Counts source items: each is discovered once and ends once. Thread-safe.
class Ledger {
public:
    /// A region's number and a sequence number: together they name an item.
    using ItemKey = std::pair<std::uint32_t, std::uint64_t>;

    /// `on_failure` is called for each failure, one call at a time; may be empty.
    explicit Ledger(std::function<void(const Failure&)> on_failure);

    void discovered() { discovered_.fetch_add(1); }
    /// The counts with this one, and with some or all of those that end meanwhile.
    ItemCounts ended(ItemState state);
    /// One more reason why an item failed; the item itself ends later.
    void failed(std::uint32_t region, Failure failure);
    /// An output was replaced by another. The items that it was of have failed, even if they have
    /// ended as written; `failure` is told with the number of each.
    void
    displaced(std::uint32_t region, const std::vector<std::uint64_t>& sequences, Failure failure);
    void delivered() { outputs_.fetch_add(1); }

    /// Each number as it is when it is read, failed ones first: while items end, the share of
    /// failed ones is never more than it is.
    [[nodiscard]] ItemCounts counts() const;
    [[nodiscard]] std::uint64_t outputs() const { return outputs_; }

    /// After the last item has ended: counts in which displaced items are failed, and all failures
    /// by item.
    void close();
    /// After `close`.
    [[nodiscard]] std::vector<Failure> failures() const;

private:
    void tell(const Failure& failure);
    [[nodiscard]] std::atomic<std::uint64_t>& count_of(ItemState state) {
        return ended_[static_cast<std::size_t>(state)];
    }
    [[nodiscard]] std::uint64_t number_of(ItemState state) const {
        return ended_[static_cast<std::size_t>(state)];
    }

    std::mutex told_mutex_; // one call at a time, and none of them holds up those who count
    std::function<void(const Failure&)> on_failure_;
    std::atomic<std::uint64_t> discovered_{0};
    std::array<std::atomic<std::uint64_t>, item_states> ended_{}; // by state
    std::atomic<std::uint64_t> outputs_{0};
    mutable std::mutex mutex_; // guards what follows: failures are rare
    std::multimap<ItemKey, Failure> failures_;
    std::multimap<ItemKey, Failure> displaced_;
    std::uint64_t displaced_outputs_ = 0;
};

} // namespace penstock::profiling

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"
#include "penstock/run_report.hpp"

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

/// Counts source items: each is discovered once and ends once. Thread-safe.
class Ledger {
public:
    /// A region's number and a sequence number: together they name an item.
    using ItemKey = std::pair<std::uint32_t, std::uint64_t>;

    /// `on_failure` is called for each failure, one call at a time; may be empty.
    explicit Ledger(std::function<void(const Failure&)> on_failure);

    void discovered();
    /// The counts with this one.
    ItemCounts ended(ItemState state);
    /// One more reason why an item failed; the item itself ends later.
    void failed(std::uint32_t region, Failure failure);
    /// An output was replaced by another. The items that it was of have failed, even if they have
    /// ended as written; `failure` is told with the number of each.
    void displaced(std::uint32_t region,
                   const std::vector<std::uint64_t>& sequences,
                   const Failure& failure);
    void delivered();

    [[nodiscard]] ItemCounts counts() const;
    [[nodiscard]] std::uint64_t outputs() const;

    /// After the last item has ended: counts in which displaced items are failed, and all failures
    /// by item.
    void close();
    /// After `close`.
    [[nodiscard]] std::vector<Failure> failures() const;

private:
    void tell(const Failure& failure);

    std::mutex told_mutex_; // one call at a time, and none of them holds up those who count
    std::function<void(const Failure&)> on_failure_;
    mutable std::mutex mutex_;
    ItemCounts counts_;
    std::uint64_t outputs_ = 0;
    std::multimap<ItemKey, Failure> failures_;
    std::multimap<ItemKey, Failure> displaced_;
    std::uint64_t displaced_outputs_ = 0;
};

} // namespace penstock::profiling

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"
#include "penstock/item_info.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

namespace penstock::test {

/// Counts how often each item has been tried, so that the first tries can fail. Thread-safe.
class FirstTries {
public:
    /// Throws for every so many items (the first of them is item 0), as often as `failures` says.
    void fail(const ItemInfo& item, std::int64_t every, std::int64_t failures) const {
        if (every == 0 || static_cast<std::int64_t>(item.sequence) % every != 0)
            return;
        const std::scoped_lock lock{mutex_};
        if (tried_[{item.sequence, item.path}]++ < failures)
            throw ItemError{ErrorClass::io, "not yet"};
    }

private:
    mutable std::mutex mutex_;
    mutable std::map<std::pair<std::uint64_t, std::uint32_t>, std::int64_t> tried_;
};

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/message.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace penstock::graph {

/// Puts items back into source order: by the number of their family, and within one by the way that
/// they came. Every admitted item must arrive on each of its `paths` ways, as a tombstone if as
/// nothing else. What waits here has been admitted before what comes next is, so the one that is
/// waited for always has its memory. One thread at a time.
class ReorderBuffer {
public:
    explicit ReorderBuffer(std::uint32_t paths) : paths_{paths} {}

    void push(Item item) {
        const std::uint64_t place = item.family->admission().ordinal * paths_ + item.shape().path;
        waiting_.emplace(place, std::move(item));
    }
    /// The next item in order, if it has arrived.
    [[nodiscard]] std::optional<Item> pop() {
        const auto first = waiting_.begin();
        if (first == waiting_.end() || first->first != next_)
            return std::nullopt;
        std::optional<Item> item{std::move(first->second)};
        waiting_.erase(first);
        ++next_;
        return item;
    }

private:
    std::uint64_t paths_;
    std::uint64_t next_ = 0;
    std::map<std::uint64_t, Item> waiting_;
};

} // namespace penstock::graph

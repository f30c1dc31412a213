// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/validated_config.hpp"

#include "graph/item.hpp"

#include <cstdint>
#include <string>

namespace penstock::graph {

/// oneTBB's user events, by which profilers tie together the tasks that work for one item: each
/// body says whom it works for, by the item's number. That is its sequence number; after the name
/// of its limiter, where there are several, and of what was gathered, after the name of the node
/// that gathers: "12", "valve/12", "sheet/3".
///
/// Without a profiler nothing is said. Thread-safe; to be called inside the body of a oneTBB node.
class ItemEvents {
public:
    /// A profiler is there where the environment names a collector for ITT, which is how they come.
    explicit ItemEvents(const ValidatedConfig& config);

    void emit(const Item& item) const {
        if (is_heard_)
            say(item);
    }
    /// Of an item that has not been let in yet.
    void emit(const std::string& limiter, std::uint64_t sequence) const {
        if (is_heard_)
            say(has_limiters_ ? limiter : std::string{}, sequence);
    }

private:
    void say(const Item& item) const;
    static void say(const std::string& origin, std::uint64_t sequence);

    const ValidatedConfig& config_;
    const bool is_heard_;
    const bool has_limiters_; ///< more than one
};

} // namespace penstock::graph

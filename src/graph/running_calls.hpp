// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/item_info.hpp"
#include "penstock/pipeline.hpp"

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

namespace penstock::graph {

/// Which calls are going on: for those who want to know what a run is waiting for. Thread-safe. The
/// calls are linked with each other: a call costs two looks at a mutex and one at the clock.
class RunningCalls {
public:
    /// A call, from construction to destruction. The arguments outlive it.
    class Entry {
    public:
        Entry(RunningCalls& calls, const std::string& node, const ItemInfo& item);
        Entry(const Entry&) = delete;
        Entry& operator=(const Entry&) = delete;
        ~Entry();

    private:
        friend class RunningCalls;
        RunningCalls& calls_;
        const std::string& node_;
        const std::string& item_;
        std::uint64_t sequence_;
        std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
        Entry* before_ = nullptr; ///< neighbours in the list of those that go on
        Entry* after_ = nullptr;
    };

    /// Longest first.
    [[nodiscard]] std::vector<RunningCall> now() const;

private:
    mutable std::mutex mutex_;
    Entry* first_ = nullptr; // those that began first come first
    Entry* last_ = nullptr;
};

} // namespace penstock::graph

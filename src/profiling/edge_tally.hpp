// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_history.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace penstock::profiling {

/// Counts what goes over the edges of a graph. Thread-safe.
class EdgeTally {
public:
    explicit EdgeTally(std::size_t edges)
        : edges_{edges}, counts_{std::make_unique<Counts[]>(edges)} {}

    /// `edge`: its place in `ValidatedConfig::edges`.
    void add(std::size_t edge, std::uint64_t bytes) {
        counts_[edge].items.fetch_add(1, std::memory_order_relaxed);
        counts_[edge].bytes.fetch_add(bytes, std::memory_order_relaxed);
    }
    [[nodiscard]] std::vector<EdgeTraffic> traffic() const {
        std::vector<EdgeTraffic> result;
        for (std::size_t edge = 0; edge < edges_; ++edge)
            result.push_back({.items = counts_[edge].items, .bytes = counts_[edge].bytes});
        return result;
    }

private:
    struct alignas(64) Counts { // edges do not share a cache line
        std::atomic<std::uint64_t> items{0};
        std::atomic<std::uint64_t> bytes{0};
    };

    std::size_t edges_;
    std::unique_ptr<Counts[]> counts_;
};

} // namespace penstock::profiling

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/block_pool.hpp"
#include "core/budget.hpp"
#include "graph/admitted_family.hpp"
#include "graph/limits.hpp"
#include "graph/lineage.hpp"
#include "graph/run.hpp"
#include "profiling/call_tally.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace penstock::graph {

/// Admits requests in the order of their sequence numbers, each when its whole claim fits. The
/// heart of the bound: a claim is made once, before the first allocation, and nobody waits for
/// memory while holding some.
///
/// Not thread-safe: its node in the graph is serial. What has no claim (it failed while it was
/// measured, or nobody wants it) is let in without one, so that it takes its place in the order.
class Gate {
public:
    struct Setup {
        Run& run;
        const Lineage& lineage;
        std::shared_ptr<Budget> budget;
        std::shared_ptr<EndNotice> notice;
        Amount largest_claim; ///< of one item
        Oversize oversize = Oversize::fail;
        std::function<void(std::shared_ptr<AdmittedFamily>)> admit; ///< sends it to the loaders
        std::function<void()> discard; ///< a request ended without ever being admitted
    };
    explicit Gate(Setup setup) : setup_{std::move(setup)} {}

    /// A request that has been measured.
    void arrive(std::shared_ptr<Admission> admission);
    /// Lets in what fits now.
    void admit_waiting();

    /// What requests have waited for room, added up, as far as it was when one came or went.
    [[nodiscard]] std::chrono::nanoseconds waiting() const {
        return std::chrono::nanoseconds{waited_ns_.get()};
    }
    /// How long at least one waited for room, likewise.
    [[nodiscard]] std::chrono::nanoseconds shut() const {
        return std::chrono::nanoseconds{shut_ns_.get()};
    }

private:
    [[nodiscard]] bool try_admit(std::shared_ptr<Admission>& admission);
    void refuse_oversize(Admission& admission, const Amount& claim) const;
    [[nodiscard]] std::shared_ptr<Admission>& place_of(std::uint64_t ordinal) {
        return waiting_[ordinal % waiting_.size()];
    }
    void make_place_for(std::uint64_t ordinal);
    void admit_those_that_fit();
    void count_waiting();

    Setup setup_;
    BlockPool::Owner families_ = BlockPool::make();
    // A ring: what waits is within as many as the limiter lets through of the one that is next.
    std::vector<std::shared_ptr<Admission>> waiting_ = std::vector<std::shared_ptr<Admission>>(16);
    std::uint64_t next_ = 0;       // the ordinal that is admitted next
    std::uint64_t here_ = 0;       // how many wait
    bool is_without_room_ = false; // the next one is among them, and does not fit
    std::chrono::steady_clock::time_point counted_at_; // while it does not: how far that goes
    profiling::Tally<std::int64_t> waited_ns_;
    profiling::Tally<std::int64_t> shut_ns_;
};

} // namespace penstock::graph

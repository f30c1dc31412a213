// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node.hpp"

#include "core/budget.hpp"
#include "graph/lineage.hpp"
#include "graph/stage.hpp"

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace penstock::graph {

/// A node that gathers: takes items in source order and makes one of several. What it makes is a
/// family of its own, with a claim on a reserve that was set aside when the graph was built; while
/// the reserve is taken, the next group waits to begin.
///
/// One thread at a time, but for `has_open_group`.
class GatherStage final : public Stage {
public:
    struct Setup {
        const Lineage& lineage;          ///< of what it makes
        std::shared_ptr<Budget> reserve; ///< for that
        std::shared_ptr<EndNotice> notice;
        Amount retained; ///< what a member may hold
        /// Asks to be told, after that time, that the group of that number has waited long enough.
        std::function<void(Duration, std::uint64_t group)> remind;
    };
    GatherStage(Run& run,
                const ValidatedConfig& config,
                const Topology& topology,
                NodeIndex node,
                std::uint32_t region,
                GatherNode& object,
                Setup setup)
        : Stage{run, config, topology, node, region}, gatherer_{object}, setup_{std::move(setup)} {}

    void work(Item&& item, const Emit& emit) override;
    void signal(const Message& message, const Emit& emit) override;

    /// Some items are held that wait for more. Any thread.
    [[nodiscard]] bool has_open_group() const { return has_open_group_; }

private:
    /// What is being put together.
    struct Group {
        Item result;
        std::uint64_t size = 0;
        std::vector<std::uint64_t> source_items;
    };

    void advance(const Emit& emit);
    [[nodiscard]] bool try_begin(const Item& first);
    void add(Item item, const Emit& emit);
    void trace_member(Item& item, CallOutcome outcome, bool is_in) const;
    [[nodiscard]] Group close_group();
    void abandon(const Emit& emit);
    void finish(const Emit& emit);
    [[nodiscard]] CallOutcome check_size(const Item& item) const;

    GatherNode& gatherer_;
    Setup setup_;
    std::deque<Item> waiting_; // in order
    std::optional<Group> group_;
    CallOutcome begun_;        // how the beginning of the group went
    std::uint64_t groups_ = 0; // that have been begun
    std::atomic<bool> has_open_group_{false};
};

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/budget.hpp"
#include "graph/flow_types.hpp"
#include "graph/gate.hpp"
#include "graph/gather_stage.hpp"
#include "graph/io_pool.hpp"
#include "graph/limits.hpp"
#include "graph/measuring_flow.hpp"
#include "graph/node_table.hpp"
#include "graph/parcel.hpp"
#include "graph/planner.hpp"
#include "graph/run.hpp"
#include "graph/source_chain.hpp"
#include "graph/stage_flow.hpp"
#include "graph/timer.hpp"
#include "graph/topology.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace penstock::graph {

/// One region as oneTBB nodes and edges:
///
///     sources -> limiter -> measure -> gate -> [read ->] loader -> ... -> sinks
///                   ^                   |
///                   +---- 1 per end ----+
///
/// A family that ends tells the gate by a message, never by calling into oneTBB with a lock held.
class RegionFlow {
public:
    struct Setup {
        tbb::flow::graph& graph;
        IoPool& io;
        Timer& timer;
        Run& run;
        const ValidatedConfig& config;
        const Topology& topology;
        const Region& region;
        std::uint32_t number = 0; ///< of the region
        const NodeTable& nodes;
        const Planner& planner;
        const RegionLimits& limits;
        std::uint32_t look_ahead = 0; ///< requests beyond `max_images` that are measured in advance
        const std::set<std::uint64_t>* only = nullptr; ///< sequence numbers; null: all
    };
    explicit RegionFlow(const Setup& setup);
    RegionFlow(const RegionFlow&) = delete;
    RegionFlow& operator=(const RegionFlow&) = delete;
    /// After the graph has ended.
    ~RegionFlow();

    void start() { sources_.start(); }
    /// Nothing moves any more: makes up the first group that is open, in the order in which groups
    /// are made of groups. Whether there was one.
    [[nodiscard]] bool flush();

    /// Gives back the memory that lies idle where no item is on its way, and none was since the
    /// last call. Thread-safe.
    void trim_unused();

    [[nodiscard]] bool has_source(NodeIndex source) const;
    /// What the gate would ask for a request; nothing of what would be refused.
    [[nodiscard]] Amount claim_of(const Request& request) const;
    /// Whether the next request of that source would be admitted at once, with such a claim.
    [[nodiscard]] bool has_room(NodeIndex source, const Amount& claim) const;

    [[nodiscard]] const SourceChain& sources() const { return sources_; }
    [[nodiscard]] std::uint64_t in_flight() const { return in_flight_; }
    /// What exists, and the most that existed, over all budgets of the region.
    [[nodiscard]] Amount in_use() const;
    [[nodiscard]] Amount peak() const;
    [[nodiscard]] Amount claimed() const;
    /// Notes in the trace of the run, where there is one, what is claimed at this moment.
    void trace_claims() const;
    /// Of a run that took so long.
    [[nodiscard]] LimiterReport limiter_report(double wall_seconds) const;
    void add_node_reports(std::vector<NodeReport>& reports) const;
    /// What there is at this moment, and how much of it in all.
    void add_progress(RunProgress& progress) const;

private:
    [[nodiscard]] std::vector<std::string> receivers_of(NodeIndex sender) const;
    [[nodiscard]] std::unique_ptr<Stage> make_stage(NodeIndex node);
    [[nodiscard]] std::unique_ptr<Stage> make_gather_stage(NodeIndex node);
    [[nodiscard]] std::optional<std::uint32_t> ordered_paths(NodeIndex node) const;
    [[nodiscard]] StageFlow& flow_of(NodeIndex node);
    void connect();
    void set_names();
    void gate_received(const GateMessage& message);
    void admit(std::shared_ptr<AdmittedFamily> family);
    void ended(profiling::ItemState state, std::shared_ptr<Admission> admission);
    void wake_gate();
    [[nodiscard]] Gate::Setup gate_setup();

    Setup setup_;
    std::shared_ptr<Budget> budget_;                // shared with families
    std::vector<std::shared_ptr<Budget>> reserves_; // of gathering lineages; likewise
    std::shared_ptr<EndNotice> notice_;             // shared with families
    std::shared_ptr<EndNotice> result_notice_;      // likewise
    std::vector<NodeIndex> loaders_;                // in the order of the limiter's edges
    std::atomic<std::uint64_t> in_flight_{0};
    std::atomic<std::uint64_t> most_in_flight_{0};
    std::atomic<std::uint64_t> admitted_{0}; // since the beginning
    std::atomic<int> ended_{0};              // families that the limiter has not been told of
    std::atomic<bool> is_gate_woken_{false}; // a message is on its way: one is enough for several

    ParcelPool parcels_; // in which items leave the gate
    SourceChain sources_;
    LimiterNode limiter_;
    MeasuringFlow measuring_;
    Gate gate_;
    GateNode gate_node_;
    std::vector<std::unique_ptr<StageFlow>> stages_;             // in config order
    std::vector<std::pair<GatherStage*, StageFlow*>> gatherers_; // of stages_; outer ones first
};

} // namespace penstock::graph

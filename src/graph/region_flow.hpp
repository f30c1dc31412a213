// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/budget.hpp"
#include "graph/flow_types.hpp"
#include "graph/gate.hpp"
#include "graph/io_pool.hpp"
#include "graph/node_table.hpp"
#include "graph/planner.hpp"
#include "graph/run.hpp"
#include "graph/source_chain.hpp"
#include "graph/stage_flow.hpp"
#include "graph/topology.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace penstock::graph {

/// What one limiter was set to, defaults filled in.
struct LimiterSettings {
    Amount limit;
    Oversize oversize = Oversize::fail;
};

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
        Run& run;
        const ValidatedConfig& config;
        const Topology& topology;
        const Region& region;
        std::uint32_t number = 0; ///< of the region
        const NodeTable& nodes;
        const Planner& planner;
        LimiterSettings limiter;
        std::uint32_t look_ahead = 0; ///< requests beyond `max_images` that are measured in advance
    };
    explicit RegionFlow(const Setup& setup);
    RegionFlow(const RegionFlow&) = delete;
    RegionFlow& operator=(const RegionFlow&) = delete;
    /// After the graph has ended.
    ~RegionFlow();

    void start() { sources_.start(); }

    [[nodiscard]] const Budget& budget() const { return *budget_; }
    [[nodiscard]] const SourceChain& sources() const { return sources_; }
    [[nodiscard]] std::uint64_t in_flight() const { return in_flight_; }
    [[nodiscard]] LimiterReport limiter_report() const;
    void add_node_reports(std::vector<NodeReport>& reports) const;

private:
    void connect();
    void set_names();
    void measure(RequestMessage message);
    void measure_now(Admission& admission);
    void measure_for(Admission& admission, std::size_t loader);
    [[nodiscard]] std::optional<std::string> skip_reason(const ItemInfo& info) const;
    void gate_received(const GateMessage& message);
    void admit(std::shared_ptr<AdmittedFamily> family);
    [[nodiscard]] Gate::Setup gate_setup();

    Setup setup_;
    std::shared_ptr<Budget> budget_;    // shared with families
    std::shared_ptr<EndNotice> notice_; // shared with families
    std::vector<NodeIndex> loaders_;    // in the order of the limiter's edges
    std::vector<NodeIndex> sinks_;
    bool is_measuring_blocking_ = false;
    std::atomic<std::uint64_t> in_flight_{0};
    std::atomic<std::uint64_t> most_in_flight_{0};

    SourceChain sources_;
    LimiterNode limiter_;
    IoLane measure_lane_;
    MeasureNode measure_;
    Gate gate_;
    GateNode gate_node_;
    std::vector<std::unique_ptr<StageFlow>> stages_; // in config order
};

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/graph_plan.hpp"
#include "graph/io_pool.hpp"
#include "graph/region_flow.hpp"
#include "graph/run.hpp"
#include "graph/timer.hpp"

#include <oneapi/tbb/flow_graph.h>

#include <memory>
#include <vector>

namespace penstock::graph {

/// The oneTBB graph of one run, and what its bodies use.
class Flow {
public:
    /// The arguments outlive it.
    Flow(const GraphPlan& plan, const PipelineOptions& options, Run& run);

    /// Processes everything. To be called inside the arena that the nodes were made in.
    void run();
    /// What waits for its time is done now.
    void hurry() { timer_.hurry(); }

    [[nodiscard]] const std::vector<std::unique_ptr<RegionFlow>>& regions() const {
        return regions_;
    }
    /// Adds what limiters and nodes did until now, in a run that took `report.wall_seconds` so far.
    void add_reports(RunReport& report) const;
    /// The one that a source belongs to.
    [[nodiscard]] const RegionFlow& region_of(NodeIndex source) const;

private:
    void run_to_the_end();

    const GraphPlan& plan_;
    Run& run_;
    Duration idle_after_;
    tbb::flow::graph graph_;
    Timer timer_; // outlives the regions, which may still hand to it what it drops
    std::vector<std::unique_ptr<RegionFlow>> regions_; // before the threads that use them
    std::unique_ptr<IoPool> io_;
};

} // namespace penstock::graph

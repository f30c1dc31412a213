// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/tbb_node.hpp"

#include "graph/flow_types.hpp"
#include "graph/stage.hpp"
#include "graph/timer.hpp"

#include <memory>

namespace penstock::graph {

/// A transform that is made of oneTBB nodes of its author: brings items into them, and takes them
/// out again. Thread-safe.
class TbbStage final : public Stage {
public:
    /// The arguments outlive it; it outlives what happens in the graph.
    TbbStage(Run& run,
             const ValidatedConfig& config,
             const Topology& topology,
             NodeIndex node,
             std::uint32_t region,
             TbbNode& object,
             tbb::flow::graph& graph,
             Timer& timer);
    ~TbbStage() override;

    void work(Item&& item, const Emit& emit) override;

private:
    class Visit;
    using ExitNode = tbb::flow::function_node<TbbMessage>;

    tbb::flow::graph& graph_;
    Timer& timer_;
    std::unique_ptr<TbbSubgraph> subgraph_;
    ExitNode exit_; // after what it is connected to
};

} // namespace penstock::graph

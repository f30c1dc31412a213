// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/admitted_family.hpp"
#include "graph/message.hpp"

#include <oneapi/tbb/flow_graph.h>

#include <tuple>

// The messages and node types of oneTBB that the engine uses. All messages are small values without
// pixels: oneTBB copies them, keeps copies for longer than one would think, and loses those that
// are on their way when something is thrown out of the body of a node.
namespace penstock::graph {

/// A request on its way to the gate.
struct RequestMessage {
    std::shared_ptr<Admission> admission;
};

/// What the gate is told: a request has been measured, or else families have ended, or there may be
/// room again.
struct GateMessage {
    std::shared_ptr<Admission> arrived;
};

/// A continue_msg decrementer would need one message from each of its predecessors; an integer
/// counts by itself.
using LimiterNode = tbb::flow::limiter_node<RequestMessage, int>;
using SourceInput = tbb::flow::input_node<RequestMessage>;
using SourceQueue = tbb::flow::queue_node<RequestMessage>;
using MeasureNode = tbb::flow::multifunction_node<RequestMessage, std::tuple<GateMessage>>;
using GateNode = tbb::flow::multifunction_node<GateMessage, std::tuple<Message, int>>;
using ReadNode = tbb::flow::multifunction_node<Message, std::tuple<Message>>;
/// Port 0 is "out", port 1 "dead_letter".
using StageNode = tbb::flow::multifunction_node<Message, std::tuple<Message, Message>>;

/// oneTBB's concurrency for ours.
[[nodiscard]] inline std::size_t tbb_concurrency(const Concurrency& concurrency) {
    if (concurrency.is_unlimited())
        return tbb::flow::unlimited;
    return concurrency.limit;
}

/// Keeps a graph from ending while work for it goes on outside of oneTBB.
class GraphHold {
public:
    explicit GraphHold(tbb::flow::graph& graph) : graph_{&graph} { graph_->reserve_wait(); }
    GraphHold(GraphHold&& other) noexcept : graph_{std::exchange(other.graph_, nullptr)} {}
    GraphHold& operator=(GraphHold&&) = delete;
    GraphHold(const GraphHold&) = delete;
    GraphHold& operator=(const GraphHold&) = delete;
    ~GraphHold() {
        if (graph_ != nullptr)
            graph_->release_wait();
    }

private:
    tbb::flow::graph* graph_;
};

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/flow_types.hpp"
#include "graph/io_pool.hpp"
#include "graph/parcel.hpp"
#include "graph/reorder_buffer.hpp"
#include "graph/stage.hpp"
#include "graph/timer.hpp"

#include <memory>
#include <optional>

namespace penstock::graph {

/// One loader, transform, join, gatherer or sink as oneTBB nodes: the node itself under the name it
/// has in the config, and for loaders of files a node before it that reads them. What blocks runs
/// on I/O threads.
class StageFlow {
public:
    /// The arguments outlive it; it outlives the threads of the pool and of the timer. `paths`: in
    /// how many ways an item comes, where the node is ordered.
    StageFlow(tbb::flow::graph& graph,
              IoPool& io,
              Timer& timer,
              std::unique_ptr<Stage> stage,
              std::optional<std::uint32_t> paths);

    [[nodiscard]] Stage& stage() { return *stage_; }
    [[nodiscard]] const Stage& stage() const { return *stage_; }
    /// Where edges into this node end.
    [[nodiscard]] tbb::flow::receiver<Message>& entry();
    [[nodiscard]] StageNode& node() { return node_; }
    /// Tells the node something that is no item. Any thread.
    void signal(const Message& message) { node_.try_put(message); }

private:
    [[nodiscard]] std::size_t node_concurrency() const;
    void received(const Message& message);
    void dispatch(Item&& item);
    void dispatch_in_order();
    void post_read(Item&& item);
    void try_again(Item item, Duration delay);
    void bring_again(Item&& item);

    tbb::flow::graph& graph_;
    Timer& timer_;
    std::unique_ptr<Stage> stage_;
    std::optional<ReorderBuffer>
        reorder_;           // touched by the node's body alone, which is serial where there is one
    bool is_held_ = false;  // of an ordered node: its one item is not done yet; likewise
    bool is_again_ = false; // the item that was last worked on will come again
    ParcelPool parcels_{1}; // of items that come from threads of their own
    IoLane lane_;
    StageNode node_;
    std::optional<ReadNode> read_node_;
    Emit emit_;
};

} // namespace penstock::graph

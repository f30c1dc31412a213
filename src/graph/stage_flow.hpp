// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/flow_types.hpp"
#include "graph/io_pool.hpp"
#include "graph/reorder_buffer.hpp"
#include "graph/stage.hpp"

#include <memory>
#include <optional>

namespace penstock::graph {

/// One loader, transform or sink as oneTBB nodes: the node itself under the name it has in the
/// config, and for loaders of files a node before it that reads them. What blocks runs on I/O
/// threads.
class StageFlow {
public:
    /// The arguments outlive it; it outlives the pool's threads.
    StageFlow(tbb::flow::graph& graph,
              IoPool& io,
              std::unique_ptr<Stage> stage,
              bool is_ordered,
              std::uint32_t paths);

    [[nodiscard]] Stage& stage() { return *stage_; }
    [[nodiscard]] const Stage& stage() const { return *stage_; }
    /// Where edges into this node end.
    [[nodiscard]] tbb::flow::receiver<Message>& entry();
    [[nodiscard]] StageNode& node() { return node_; }

private:
    [[nodiscard]] std::size_t node_concurrency() const;
    void receive(Item item);
    void dispatch(Item item);
    void post_read(Item item);

    tbb::flow::graph& graph_;
    std::unique_ptr<Stage> stage_;
    std::optional<ReorderBuffer>
        reorder_; // touched by the node's body alone, which is serial where there is one
    IoLane lane_;
    StageNode node_;
    std::optional<ReadNode> read_node_;
    Emit emit_;
};

} // namespace penstock::graph

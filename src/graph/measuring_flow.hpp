// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/flow_types.hpp"
#include "graph/io_pool.hpp"
#include "graph/node_table.hpp"
#include "graph/planner.hpp"
#include "graph/run.hpp"
#include "graph/source_chain.hpp"
#include "graph/timer.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace penstock::graph {

/// Between limiter and gate: asks the loaders of a region what each request will need, in parallel,
/// and on I/O threads where a loader has to look at a file.
class MeasuringFlow {
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
        SourceChain& sources; ///< told of each request that has gone through the limiter
    };
    explicit MeasuringFlow(const Setup& setup);

    [[nodiscard]] MeasureNode& node() { return node_; }
    /// What a request would need; null where a loader refuses it.
    [[nodiscard]] std::shared_ptr<const CallAmounts> amounts_of(const Request& request) const;

private:
    void received(RequestMessage message);
    void post(std::shared_ptr<Admission> admission);
    void measure(std::shared_ptr<Admission> admission);
    [[nodiscard]] bool try_again(std::shared_ptr<Admission>& admission);
    void measure_for(Admission& admission, std::size_t loader) const;
    [[nodiscard]] std::optional<std::string> skip_reason(const ItemInfo& info) const;
    void send(std::shared_ptr<Admission> admission);

    Setup setup_;
    std::vector<NodeIndex> loaders_; // in the order of the limiter's edges
    std::vector<NodeIndex> sinks_;   // that are asked whether an item is wanted
    bool blocks_ = false;
    IoLane lane_;
    MeasureNode node_;
};

} // namespace penstock::graph

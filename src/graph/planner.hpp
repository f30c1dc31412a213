// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/bounds.hpp"

#include "graph/claim.hpp"
#include "graph/node_table.hpp"
#include "graph/topology.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace penstock::graph {

/// What the loaders of a region said of one request, in the order of the limiter's edges. Nothing:
/// that loader's item has failed already.
using LoaderMeasures = std::vector<std::optional<Measure>>;

/// Computes what items need in one region.
class Planner {
public:
    /// Throws `ConfigError` where there are too many ways through the graph to count. The arguments
    /// outlive it.
    Planner(const ValidatedConfig& config,
            const Topology& topology,
            const Region& region,
            const NodeTable& nodes);

    [[nodiscard]] const CallTree& tree() const { return tree_; }

    /// What an item with these measures needs. Thread-safe.
    [[nodiscard]] std::shared_ptr<const CallAmounts> amounts(const LoaderMeasures& measures) const;

    /// What every node behind the limiter would get for a picture of an ordinary kind: for what
    /// does not depend on the picture (formats, numbers of images).
    [[nodiscard]] std::vector<PayloadBound> nominal_inputs() const;
    [[nodiscard]] Amount nominal_claim() const;

private:
    void add_calls(CallIndex parent, NodeIndex node);
    void bound_call(CallIndex call,
                    const PayloadBound& input,
                    bool may_be_shared,
                    CallAmounts& amounts,
                    std::vector<PayloadBound>* inputs) const;
    void bound_children(CallIndex call,
                        const PayloadBound& value,
                        bool may_be_shared,
                        CallAmounts& amounts,
                        std::vector<PayloadBound>* inputs) const;
    [[nodiscard]] Measure known(const Measure& measure) const;
    [[nodiscard]] CallAmounts compute(const LoaderMeasures& measures,
                                      std::vector<PayloadBound>* inputs) const;
    [[nodiscard]] LoaderMeasures nominal_measures() const;

    const ValidatedConfig& config_;
    const Topology& topology_;
    const NodeTable& nodes_;
    CallTree tree_;
};

} // namespace penstock::graph

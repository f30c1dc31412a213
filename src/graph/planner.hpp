// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/bounds.hpp"

#include "graph/claim.hpp"
#include "graph/lineage.hpp"
#include "graph/measure_key.hpp"
#include "graph/node_table.hpp"
#include "graph/topology.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace penstock::graph {

/// Computes what families need in one region.
class Planner {
public:
    /// Throws `ConfigError` where the ways through the graph do not fit together. The arguments
    /// outlive it.
    Planner(const ValidatedConfig& config,
            const Topology& topology,
            const Region& region,
            const NodeTable& nodes);

    /// The one that the gate admits first; then those of gathering nodes, each behind the one that
    /// its members are of.
    [[nodiscard]] const std::vector<std::unique_ptr<Lineage>>& lineages() const {
        return lineages_;
    }
    [[nodiscard]] const CallTree& tree() const { return lineages_.front()->tree; }
    /// Of the families that begin at that gathering node.
    [[nodiscard]] const Lineage& lineage_of(NodeIndex gathering_node) const;

    /// What members of these families can hold at most that wait: for the rest of their group (the
    /// last of a group waits for nobody), and with results that wait to be gathered again.
    [[nodiscard]] Amount held_by(const Lineage& lineage) const;

    /// What an admitted item with these measures needs. Thread-safe; remembers the latest.
    [[nodiscard]] std::shared_ptr<const CallAmounts> amounts(const LoaderMeasures& measures) const;

    /// What every node behind the limiter would get for a picture of an ordinary kind: for what
    /// does not depend on the picture (formats, numbers of images). One for each call into it.
    [[nodiscard]] std::vector<PayloadBound> nominal_inputs(NodeIndex node) const;
    [[nodiscard]] Amount nominal_claim() const;
    /// What the largest item needs that there may be: one whose size is known beforehand, or of
    /// `limits.largest_item`.
    [[nodiscard]] Amount largest_claim() const { return largest_claim_; }

private:
    /// What goes from call to call.
    struct Flow {
        std::vector<PayloadBound> inputs; ///< of each call
        std::vector<PayloadBound> values;
        std::vector<std::uint8_t> is_reached; ///< it can take place
        std::vector<std::uint8_t> is_shared;  ///< others can see what it gets
        std::vector<std::uint8_t> gives_shared;
        bool is_of_item = false; ///< of one that goes through the graph: the run has begun
        bool is_most = false;    ///< what splits makes as many pieces as it ever may
    };

    /// By all that amounts are computed from.
    using Remembered = std::map<std::vector<std::uint64_t>, std::shared_ptr<const CallAmounts>>;

    [[nodiscard]] std::uint64_t waiting_results(NodeIndex gathering_node) const;
    void find_lineages(const Region& region);
    void add_gatherings(Lineage& lineage, const Flow& flow, const Amount& metadata);
    void add_lineage(NodeIndex gathering_node, const PayloadBound& largest_member);
    [[nodiscard]] Flow started(const Lineage& lineage) const;
    void compute(const Lineage& lineage, Flow& flow, CallAmounts& amounts) const;
    void take_input(const Lineage& lineage, CallIndex call, Flow& flow) const;
    void bound_call(const Lineage& lineage, CallIndex call, Flow& flow, CallAmounts& amounts) const;
    void bound_work(const Lineage& lineage, CallIndex call, Flow& flow, CallAmounts& all) const;
    void
    bound_join(const Lineage& lineage, CallIndex call, Flow& flow, CallAmounts::Of& amounts) const;
    void check_parts(NodeIndex node, const PayloadBound& output) const;
    [[nodiscard]] CallAmounts compute_admitted(const LoaderMeasures& measures, Flow& flow) const;
    [[nodiscard]] Measure known(const Measure& measure) const;
    [[nodiscard]] LoaderMeasures nominal_measures() const;
    [[nodiscard]] LoaderMeasures largest_measures() const;
    [[nodiscard]] const NodeDescriptor& type_of(NodeIndex node) const {
        return config_.nodes()[node].type->descriptor;
    }

    const ValidatedConfig& config_;
    const Topology& topology_;
    const NodeTable& nodes_;
    std::vector<std::unique_ptr<Lineage>> lineages_;                 // families point to theirs
    std::map<NodeIndex, std::vector<PayloadBound>> gathered_inputs_; // of calls behind gatherers
    Flow nominal_; // of a picture of an ordinary kind
    Amount largest_claim_;
    mutable std::mutex mutex_;
    mutable Remembered remembered_;
    mutable Remembered::const_iterator latest_ = remembered_.end(); // neighbours are often alike
};

} // namespace penstock::graph

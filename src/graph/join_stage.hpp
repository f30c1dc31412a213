// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/list_member.hpp"
#include "penstock/node.hpp"

#include "graph/stage.hpp"

#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace penstock::graph {

/// A node that joins: keeps what has arrived of an item until all of it has, a tombstone if
/// nothing else, and makes one call then. Thread-safe.
class JoinStage final : public Stage {
public:
    JoinStage(Run& run,
              const ValidatedConfig& config,
              const Topology& topology,
              NodeIndex node,
              std::uint32_t region,
              JoinNode& object)
        : Stage{run, config, topology, node, region}, joiner_{object} {}

    void work(Item&& item, const Emit& emit) override;

private:
    using Arrivals = std::vector<Item>;

    /// All that belong together, if this was the last of them.
    [[nodiscard]] Arrivals complete_with(Item&& item);
    void join(Arrivals arrivals, const Emit& emit);
    void
    trace(Item& result, const CallOutcome& outcome, const std::vector<std::uint64_t>& others) const;
    [[nodiscard]] std::size_t missing_from(const Arrivals& arrivals) const;
    void end_arrivals(const Arrivals& arrivals, bool is_whole) const;

    JoinNode& joiner_;
    std::mutex mutex_;
    std::map<std::pair<const AdmittedFamily*, CallIndex>, Arrivals> waiting_; // by result
};

} // namespace penstock::graph

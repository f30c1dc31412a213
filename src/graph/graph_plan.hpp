// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"

#include "config/rules_off.hpp"
#include "graph/limits.hpp"
#include "graph/node_table.hpp"
#include "graph/planner.hpp"
#include "graph/shrinking.hpp"
#include "graph/topology.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace penstock::graph {

/// Everything that is decided before a run: nodes made, budgets set, defaults filled in. Needs no
/// oneTBB graph, so that `validate` can have it for little.
class GraphPlan {
public:
    struct RegionPlan {
        Region region;
        std::unique_ptr<Planner> planner;
        RegionLimits limits;
        LimiterPlan summary;
    };

    /// Throws `ConfigError` with everything that is wrong. `off`: for tests alone.
    GraphPlan(ValidatedConfig config, const PipelineOptions& options, config::RulesOff off = {});

    [[nodiscard]] const ValidatedConfig& config() const { return config_; }
    [[nodiscard]] const Topology& topology() const { return topology_; }
    [[nodiscard]] const NodeTable& nodes() const { return nodes_; }
    [[nodiscard]] const std::vector<RegionPlan>& regions() const { return regions_; }
    [[nodiscard]] std::uint32_t threads() const { return threads_; }
    [[nodiscard]] std::uint32_t io_threads() const { return io_threads_; }

    [[nodiscard]] const Shrinking& shrinking() const { return shrinking_; }

    /// What nodes find doubtful, in config order.
    [[nodiscard]] std::vector<ConfigIssue> warnings() const;

    /// What `node` is told when it is opened. The plan outlives it.
    [[nodiscard]] OpenContext open_context(NodeIndex node) const;

private:
    void check_nodes(std::vector<ConfigIssue>& issues) const;
    void check_origins(const Planner& planner, std::vector<ConfigIssue>& issues) const;
    void check_only(const RegionPlan& plan,
                    const PipelineOptions& options,
                    std::vector<ConfigIssue>& issues) const;
    [[nodiscard]] std::vector<PayloadBound> nominal_inputs(NodeIndex node) const;
    void set_limits(std::vector<ConfigIssue>& issues);
    void refuse_empty_shares(std::uint64_t claimed,
                             std::uint64_t total,
                             std::vector<ConfigIssue>& issues) const;
    void
    plan_region(RegionPlan& plan, std::uint64_t memory_share, std::vector<ConfigIssue>& issues);
    [[nodiscard]] static Amount set_aside(const Planner& planner);
    static void divide(const Planner& planner, RegionLimits& limits);
    void check_gathering(const RegionPlan& plan, std::vector<ConfigIssue>& issues) const;
    [[nodiscard]] std::optional<std::uint64_t> static_bytes(const RegionPlan& plan) const;
    [[nodiscard]] ConfigIssue
    limiter_issue(const RegionPlan& plan, std::string_view rule, std::string message) const;
    [[nodiscard]] ConfigIssue
    node_issue(NodeIndex node, std::string_view rule, std::string message) const;

    ValidatedConfig config_;
    Topology topology_;
    std::uint32_t threads_;
    std::uint32_t io_threads_;
    NodeTable nodes_;
    Shrinking shrinking_;
    std::vector<RegionPlan> regions_;
};

} // namespace penstock::graph

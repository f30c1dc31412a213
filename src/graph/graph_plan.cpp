// SPDX-License-Identifier: Apache-2.0
#include "graph/graph_plan.hpp"

#include "penstock/param_binding.hpp"

#include "config/rules.hpp"
#include "graph/machine.hpp"
#include "graph/measuring.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace penstock::graph {
namespace {

std::uint32_t default_io_threads(std::uint32_t threads) {
    return std::clamp(2 * threads, 4U, 16U);
}

// What to do about a limiter that leaves no room for so many bytes.
std::string remedy_for(std::uint64_t bytes) {
    constexpr std::uint64_t kib = 1024;
    if (bytes >= std::uint64_t{1} << 60U)
        return "no machine has so many: the bound() of a node says too much";
    return "set max_bytes to at least \"" + std::to_string((bytes + kib - 1) / kib) + "KiB\"";
}

const Value* param_of(const ValidatedNode& node, std::string_view name) {
    for (const auto& [key, value] : node.params)
        if (key == name && !value.is_null())
            return &value;
    return nullptr;
}

std::optional<std::uint64_t> number_of(const ValidatedNode& node, std::string_view name) {
    const Value* value = param_of(node, name);
    return value == nullptr ? std::nullopt
                            : std::optional{static_cast<std::uint64_t>(value->as_integer())};
}

Oversize oversize_of(const ValidatedNode& limiter) {
    const Value* value = param_of(limiter, "oversize");
    return value != nullptr && value->as_string() == "alone" ? Oversize::alone : Oversize::fail;
}

} // namespace

GraphPlan::GraphPlan(ValidatedConfig config, const PipelineOptions& options, config::RulesOff off)
    : config_{std::move(config)}, topology_{config_, std::move(off)},
      threads_{options.threads.value_or(config_.limits().threads.value_or(available_processors()))},
      io_threads_{config_.limits().io_threads.value_or(default_io_threads(threads_))},
      nodes_{config_}, shrinking_{config_, topology_, nodes_} {
    std::vector<ConfigIssue> issues;
    check_nodes(issues);
    for (const Region& region : topology_.regions()) {
        RegionPlan plan;
        plan.region = region;
        plan.planner = std::make_unique<Planner>(config_, topology_, region, nodes_);
        check_origins(*plan.planner, issues);
        regions_.push_back(std::move(plan));
    }
    set_limits(issues);
    for (const RegionPlan& plan : regions_)
        check_only(plan, options, issues);
    std::erase_if(issues, [this](const ConfigIssue& issue) {
        return topology_.rules_off().contains(issue.rule);
    });
    if (!issues.empty())
        throw ConfigError{std::move(issues)};
}

OpenContext GraphPlan::open_context(NodeIndex node) const {
    OpenContext context;
    context.node_name = config_.nodes()[node].name;
    for (NodeIndex other = 0; other < config_.nodes().size(); ++other)
        if (const auto* work = dynamic_cast<const WorkNode*>(nodes_.find(other)))
            if (std::string root = work->output_root(); !root.empty())
                context.output_roots.push_back(std::move(root));
    context.least_scale = [this, node](const ImageSpec& picture) {
        return shrinking_.least_scale_behind(node, picture);
    };
    const std::vector<PayloadBound> bounds = nominal_inputs(node);
    context.paths = static_cast<std::uint32_t>(bounds.size());
    const auto is_like_first = [&bounds](const PayloadBound& bound) {
        return bound.format == bounds[0].format && bound.extension == bounds[0].extension;
    };
    if (!bounds.empty() && std::ranges::all_of(bounds, is_like_first)) {
        context.input_format = bounds[0].format;
        context.input_extension = bounds[0].extension;
    }
    return context;
}

std::vector<PayloadBound> GraphPlan::nominal_inputs(NodeIndex node) const {
    std::vector<PayloadBound> inputs;
    for (const RegionPlan& plan : regions_)
        std::ranges::move(plan.planner->nominal_inputs(node), std::back_inserter(inputs));
    return inputs;
}

std::vector<ConfigIssue> GraphPlan::warnings() const {
    std::vector<ConfigIssue> issues;
    for (NodeIndex node = 0; node < config_.nodes().size(); ++node) {
        const auto* work = dynamic_cast<const WorkNode*>(nodes_.find(node));
        if (work == nullptr)
            continue;
        std::set<std::string> warnings; // by which way the input comes makes no difference
        for (const PayloadBound& input : nominal_inputs(node))
            std::ranges::move(work->warnings(input), std::inserter(warnings, warnings.end()));
        for (const std::string& warning : warnings) {
            issues.push_back(node_issue(node, "", warning));
            issues.back().severity = ConfigIssue::Severity::warning;
        }
    }
    return issues;
}

void GraphPlan::check_nodes(std::vector<ConfigIssue>& issues) const {
    for (NodeIndex node = 0; node < config_.nodes().size(); ++node) {
        const ValidatedNode& described = config_.nodes()[node];
        const NodeKind kind = described.type->descriptor.kind;
        if (topology_.is_ordered(node) && !described.concurrency.is_serial())
            issues.push_back(node_issue(node,
                                        config::rule::ordered_and_concurrent,
                                        "\"order\": \"source\" with concurrency " +
                                            described.concurrency.to_string() +
                                            "; what is written in order is written by one "
                                            "call at a time: set \"concurrency\": "
                                            "\"serial\", or \"order\": \"none\""));
        if ((kind == NodeKind::join || kind == NodeKind::gather) && described.on_error.uses_retry())
            issues.push_back(node_issue(node,
                                        "",
                                        "\"retry\" in a node that " + std::string{to_string(kind)} +
                                            "s: what went into its result is gone when it fails; "
                                            "expected \"fail\", \"skip\" or \"dead_letter\""));
        for (const Topology::Edge& edge : topology_.edges_from(node)) {
            const ValidatedNode& to = config_.nodes()[edge.to];
            if (edge.is_dead_letter && to.type->descriptor.kind != NodeKind::sink)
                issues.push_back(node_issue(node,
                                            config::rule::dead_letter_rejoins,
                                            "its dead letters go to \"" + to.name +
                                                "\", which is no sink: what has failed carries "
                                                "nothing to work on; connect \"" +
                                                described.name +
                                                ".dead_letter\" to a sink, such "
                                                "as record"));
        }
    }
}

// Numbers that count items and numbers that count what was gathered from them must not meet where
// they matter.
void GraphPlan::check_origins(const Planner& planner, std::vector<ConfigIssue>& issues) const {
    for (NodeIndex node = 0; node < config_.nodes().size(); ++node) {
        const auto origins = std::ranges::count_if(planner.lineages(), [node](const auto& lineage) {
            return lineage->tree.paths[node] > 0;
        });
        const NodeKind kind = config_.nodes()[node].type->descriptor.kind;
        const auto* work = dynamic_cast<const WorkNode*>(nodes_.find(node));
        const bool matters = topology_.is_ordered(node) || kind == NodeKind::join ||
                             (work != nullptr && !work->output_root().empty());
        if (origins > 1 && matters)
            issues.push_back(node_issue(node,
                                        kind == NodeKind::join ? config::rule::different_origins
                                                               : config::rule::mixed_order,
                                        "items come here that were gathered and items that were "
                                        "not, and both are numbered from 0; give each a node of "
                                        "its own"));
    }
}

void GraphPlan::check_only(const RegionPlan& plan,
                           const PipelineOptions& options,
                           std::vector<ConfigIssue>& issues) const {
    if (options.only.empty() || plan.summary.gathering_nodes.empty())
        return;
    issues.push_back(limiter_issue(plan,
                                   "",
                                   "some of the items cannot be run again alone: \"" +
                                       plan.summary.gathering_nodes.front() +
                                       "\" would gather other items than before; run all"));
}

void GraphPlan::set_limits(std::vector<ConfigIssue>& issues) {
    std::uint64_t claimed = 0;
    std::uint64_t sharers = 0;
    for (const RegionPlan& plan : regions_) {
        const auto bytes = number_of(config_.nodes()[plan.region.limiter], "max_bytes");
        claimed += bytes.value_or(0);
        sharers += bytes ? 0 : 1;
    }
    const auto& memory = config_.limits().memory;
    const std::uint64_t total = memory ? memory->bytes : available_memory() / 2;
    const std::uint64_t left = total > claimed ? total - claimed : 0;
    if (memory && claimed > total) {
        issues.push_back(config_.issue_at({},
                                          "limits.memory",
                                          "the limiters' max_bytes add up to " +
                                              to_string(ByteSize{claimed}) +
                                              ", and limits.memory is " + to_string(*memory) +
                                              "; raise limits.memory, or lower max_bytes"));
        issues.back().rule = config::rule::sum_of_limiters;
    } else if (left == 0) {
        refuse_empty_shares(claimed, total, issues);
    }
    for (RegionPlan& plan : regions_)
        plan_region(plan, sharers == 0 ? 0 : left / sharers, issues);
}

void GraphPlan::refuse_empty_shares(std::uint64_t claimed,
                                    std::uint64_t total,
                                    std::vector<ConfigIssue>& issues) const {
    const std::string_view given = config_.limits().memory
                                       ? "limits.memory"
                                       : "half of the memory, the default of limits.memory,";
    for (const RegionPlan& plan : regions_)
        if (!number_of(config_.nodes()[plan.region.limiter], "max_bytes"))
            issues.push_back(limiter_issue(
                plan,
                config::rule::sum_of_limiters,
                "the max_bytes of other limiters add up to " + to_string(ByteSize{claimed}) +
                    ", and " + std::string{given} + " is " + to_string(ByteSize{total}) +
                    ": nothing is left for this one, which has none; lower theirs, raise "
                    "limits.memory, or leave max_bytes away everywhere"));
}

void GraphPlan::plan_region(RegionPlan& plan,
                            std::uint64_t memory_share,
                            std::vector<ConfigIssue>& issues) {
    const ValidatedNode& limiter = config_.nodes()[plan.region.limiter];
    const Planner& planner = *plan.planner;
    const bool gathers = planner.lineages().size() > 1;
    const std::uint64_t family_images = planner.nominal_claim().images;
    const Amount aside = set_aside(planner);
    RegionLimits& limits = plan.limits;
    limits.total.images =
        number_of(limiter, "max_images")
            .value_or(2 * threads_ * std::max<std::uint64_t>(family_images, 1) + aside.images);
    limits.total.bytes = number_of(limiter, "max_bytes").value_or(memory_share);
    limits.oversize = oversize_of(limiter);
    divide(planner, limits);
    const std::optional<std::uint64_t> family_bytes = static_bytes(plan);
    plan.summary = {.name = limiter.name,
                    .max_images = limits.total.images,
                    .max_bytes = limits.total.bytes,
                    .family_images = family_images,
                    .family_bytes = family_bytes,
                    .items_at_once = family_images == 0
                                         ? limits.total.images
                                         : limits.largest_claim.images / family_images,
                    .gathering_nodes = {},
                    .least_images = aside.images + planner.largest_claim().images,
                    .least_bytes = aside.bytes + planner.largest_claim().bytes};
    for (const auto& lineage : planner.lineages())
        if (lineage->number > 0)
            plan.summary.gathering_nodes.push_back(config_.nodes()[lineage->node].name);
    if (family_bytes && *family_bytes > 0)
        plan.summary.items_at_once =
            std::min(plan.summary.items_at_once, limits.largest_claim.bytes / *family_bytes);
    if (gathers && limits.oversize == Oversize::alone)
        issues.push_back(limiter_issue(plan,
                                       config::rule::oversize_and_gather,
                                       "\"oversize\": \"alone\" waits until nothing else is in "
                                       "flight, and \"" +
                                           plan.summary.gathering_nodes.front() +
                                           "\" keeps items until others come; remove it, or the "
                                           "gathering node"));
    if (gathers) {
        check_gathering(plan, issues);
        return;
    }
    if (limits.total.images < family_images)
        issues.push_back(limiter_issue(plan,
                                       config::rule::family_images,
                                       "max_images is " + std::to_string(limits.total.images) +
                                           ", and one item needs " + std::to_string(family_images) +
                                           " at once behind it; set max_images to at least " +
                                           std::to_string(family_images)));
    if (family_bytes && limits.total.bytes < *family_bytes) {
        if (limits.oversize == Oversize::alone)
            plan.summary.items_at_once = 1;
        else
            issues.push_back(
                limiter_issue(plan,
                              config::rule::family_bytes,
                              "max_bytes is " + to_string(ByteSize{limits.total.bytes}) +
                                  ", and one item needs " + std::to_string(*family_bytes) +
                                  " bytes at once behind it; " + remedy_for(*family_bytes)));
    }
}

// What members that wait for their group, and what is made of them, need beside an item on its way.
Amount GraphPlan::set_aside(const Planner& planner) {
    Amount sum;
    for (const auto& lineage : planner.lineages()) {
        sum += planner.held_by(*lineage);
        if (lineage->number > 0)
            sum += lineage->amounts->claim(lineage->tree);
    }
    return sum;
}

// Each result has its claim set aside, twice where there is room: then one can be made while the
// one before is written.
void GraphPlan::divide(const Planner& planner, RegionLimits& limits) {
    Amount results;
    for (const auto& lineage : planner.lineages())
        if (lineage->number > 0)
            results += lineage->amounts->claim(lineage->tree);
    const bool is_double =
        (set_aside(planner) + results + planner.largest_claim()).fits(limits.total);
    limits.gate = limits.total;
    std::map<NodeIndex, std::uint64_t> source_items; // in what a gathering node makes
    for (const auto& lineage : planner.lineages()) {
        const std::uint64_t each = lineage->number == 0 ? 1 : source_items[lineage->node];
        for (const Lineage::Gathering& gathering : lineage->gatherings) {
            source_items[gathering.node] = each * gathering.group_size;
            limits.held_items += 3 * each * gathering.group_size;
        }
        if (lineage->number == 0)
            continue;
        Amount reserve = lineage->amounts->claim(lineage->tree) + planner.held_by(*lineage);
        if (is_double)
            reserve += lineage->amounts->claim(lineage->tree);
        limits.reserves.push_back(reserve);
        limits.gate -= reserve;
    }
    limits.largest_claim = limits.gate - planner.held_by(*planner.lineages().front());
}

void GraphPlan::check_gathering(const RegionPlan& plan, std::vector<ConfigIssue>& issues) const {
    const Planner& planner = *plan.planner;
    const Amount aside = set_aside(planner);
    const Amount needed = aside + planner.largest_claim();
    const Amount& total = plan.limits.total;
    const std::string who = "\"" + plan.summary.gathering_nodes.front() + "\"";
    if (total.images < needed.images)
        issues.push_back(limiter_issue(
            plan,
            config::rule::large_batch,
            "max_images is " + std::to_string(total.images) + ", and what " + who +
                " gathers and makes needs " + std::to_string(aside.images) +
                " beside an item on its way, which needs " +
                std::to_string(planner.largest_claim().images) + "; set max_images to at least " +
                std::to_string(needed.images) + ", or gather fewer"));
    if (total.bytes < needed.bytes)
        issues.push_back(limiter_issue(
            plan,
            config::rule::large_batch,
            "max_bytes is " + to_string(ByteSize{total.bytes}) + ", and what " + who +
                " gathers and makes needs up to " + std::to_string(aside.bytes) +
                " bytes beside an item on its way, which needs up to " +
                std::to_string(planner.largest_claim().bytes) + "; " + remedy_for(needed.bytes) +
                ", make the pictures smaller before they are gathered, or lower "
                "limits.largest_item"));
}

// What an item needs where that is the same for all: no loader has to look at a file first.
std::optional<std::uint64_t> GraphPlan::static_bytes(const RegionPlan& plan) const {
    LoaderMeasures measures;
    for (const CallTree::Child& child : plan.planner->tree()[0].children) {
        const NodeIndex node = plan.planner->tree()[child.call].node;
        if (config_.nodes()[node].type->descriptor.traits.blocks)
            return std::nullopt;
        std::optional<Measure> measure = measured_beforehand(config_, nodes_, node);
        if (!measure)
            return std::nullopt;
        measures.push_back(std::move(measure));
    }
    return plan.planner->amounts(measures)->claim(plan.planner->tree()).bytes;
}

ConfigIssue
GraphPlan::limiter_issue(const RegionPlan& plan, std::string_view rule, std::string message) const {
    const ValidatedNode& limiter = config_.nodes()[plan.region.limiter];
    ConfigIssue issue =
        config_.issue_at(limiter.origin, "nodes." + limiter.name + ".params", std::move(message));
    issue.rule = rule;
    return issue;
}

ConfigIssue
GraphPlan::node_issue(NodeIndex node, std::string_view rule, std::string message) const {
    const ValidatedNode& described = config_.nodes()[node];
    ConfigIssue issue =
        config_.issue_at(described.origin, "nodes." + described.name, std::move(message));
    issue.rule = rule;
    return issue;
}

} // namespace penstock::graph

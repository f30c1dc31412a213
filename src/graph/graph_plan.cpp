// SPDX-License-Identifier: Apache-2.0
#include "graph/graph_plan.hpp"

#include "penstock/param_binding.hpp"

#include "graph/call_context.hpp"
#include "graph/machine.hpp"

#include <algorithm>
#include <utility>

namespace penstock::graph {
namespace {

std::uint32_t default_io_threads(std::uint32_t threads) {
    return std::clamp(2 * threads, 4U, 16U);
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

GraphPlan::GraphPlan(ValidatedConfig config, const PipelineOptions& options)
    : config_{std::move(config)}, topology_{config_},
      threads_{options.threads.value_or(config_.limits().threads.value_or(available_processors()))},
      io_threads_{config_.limits().io_threads.value_or(default_io_threads(threads_))},
      nodes_{config_} {
    std::vector<ConfigIssue> issues;
    check_order(issues);
    for (const Region& region : topology_.regions()) {
        RegionPlan plan;
        plan.region = region;
        plan.planner = std::make_unique<Planner>(config_, topology_, region, nodes_);
        regions_.push_back(std::move(plan));
    }
    set_limits(issues);
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
    std::vector<PayloadBound> bounds;
    for (const RegionPlan& plan : regions_) {
        const std::vector<PayloadBound> inputs = plan.planner->nominal_inputs();
        const auto& calls = plan.planner->tree().calls;
        for (std::size_t call = 1; call < calls.size(); ++call)
            if (calls[call].node == node)
                bounds.push_back(inputs[call]);
    }
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

void GraphPlan::check_order(std::vector<ConfigIssue>& issues) const {
    for (NodeIndex node = 0; node < config_.nodes().size(); ++node) {
        const ValidatedNode& described = config_.nodes()[node];
        if (topology_.is_ordered(node) && !described.concurrency.is_serial())
            issues.push_back(config_.issue_at(described.origin,
                                              "nodes." + described.name,
                                              "\"order\": \"source\" with concurrency " +
                                                  described.concurrency.to_string() +
                                                  "; what is written in order is written by one "
                                                  "call at a time: set \"concurrency\": "
                                                  "\"serial\", or \"order\": \"none\""));
    }
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
    if (memory && claimed > memory->bytes)
        issues.push_back(config_.issue_at({},
                                          "limits.memory",
                                          "the limiters' max_bytes add up to " +
                                              to_string(ByteSize{claimed}) +
                                              ", and limits.memory is " + to_string(*memory) +
                                              "; raise limits.memory, or lower max_bytes"));
    const std::uint64_t total = memory ? memory->bytes : available_memory() / 2;
    const std::uint64_t left = total > claimed ? total - claimed : 0;
    for (RegionPlan& plan : regions_)
        plan_region(plan, sharers == 0 ? 0 : left / sharers, issues);
}

void GraphPlan::plan_region(RegionPlan& plan,
                            std::uint64_t memory_share,
                            std::vector<ConfigIssue>& issues) {
    const ValidatedNode& limiter = config_.nodes()[plan.region.limiter];
    const std::uint64_t family_images = plan.planner->nominal_claim().images;
    plan.limiter.limit.images =
        number_of(limiter, "max_images")
            .value_or(2 * threads_ * std::max<std::uint64_t>(family_images, 1));
    plan.limiter.limit.bytes = number_of(limiter, "max_bytes").value_or(memory_share);
    plan.limiter.oversize = oversize_of(limiter);
    const Amount& limit = plan.limiter.limit;
    const std::optional<std::uint64_t> family_bytes = static_bytes(plan);
    plan.summary = {.name = limiter.name,
                    .max_images = limit.images,
                    .max_bytes = limit.bytes,
                    .family_images = family_images,
                    .family_bytes = family_bytes,
                    .items_at_once =
                        family_images == 0 ? limit.images : limit.images / family_images};
    if (family_bytes && *family_bytes > 0)
        plan.summary.items_at_once =
            std::min(plan.summary.items_at_once, limit.bytes / *family_bytes);
    if (limit.images < family_images)
        issues.push_back(limiter_issue(plan,
                                       "max_images is " + std::to_string(limit.images) +
                                           ", and one item needs " + std::to_string(family_images) +
                                           " at once behind it; set max_images to at least " +
                                           std::to_string(family_images)));
    if (family_bytes && limit.bytes < *family_bytes) {
        if (plan.limiter.oversize == Oversize::alone)
            plan.summary.items_at_once = 1;
        else
            issues.push_back(
                limiter_issue(plan,
                              "max_bytes is " + to_string(ByteSize{limit.bytes}) +
                                  ", and one item needs " + std::to_string(*family_bytes) +
                                  " bytes at once behind it; set max_bytes to at least \"" +
                                  std::to_string((*family_bytes + 1023) / 1024) + "KiB\""));
    }
}

// What an item needs where that is the same for all: no loader has to look at a file first.
std::optional<std::uint64_t> GraphPlan::static_bytes(const RegionPlan& plan) const {
    Run run{config_.limits(), {}};
    LoaderMeasures measures;
    for (const CallIndex call : plan.planner->tree().calls[0].children) {
        const NodeIndex node = plan.planner->tree().calls[call].node;
        if (config_.nodes()[node].type->descriptor.traits.blocks)
            return std::nullopt;
        ItemInfo info;
        CallContext context{run, 0, config_.nodes()[node].name, info, nullptr};
        Measure measure;
        const CallOutcome outcome = guarded_call(
            run, [&] { measure = nodes_.loader(node).measure(info.request, context); });
        if (!outcome.has_returned())
            return std::nullopt;
        measures.emplace_back(measure);
    }
    return plan.planner->amounts(measures)->claim().bytes;
}

ConfigIssue GraphPlan::limiter_issue(const RegionPlan& plan, std::string message) const {
    const ValidatedNode& limiter = config_.nodes()[plan.region.limiter];
    return config_.issue_at(
        limiter.origin, "nodes." + limiter.name + ".params", std::move(message));
}

} // namespace penstock::graph

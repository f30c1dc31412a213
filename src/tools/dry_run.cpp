// SPDX-License-Identifier: Apache-2.0
#include "tools/dry_run.hpp"

#include "tools/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace penstock::tools {
namespace {

std::string limiter_line(const LimiterPlan& limiter) {
    std::string need = counted(limiter.family_images, "image", "images");
    if (limiter.family_bytes)
        need += fmt::format(" and {}", size_text(*limiter.family_bytes));
    return fmt::format("  {}: at most {} and {}; an item needs {}; {} at once\n",
                       limiter.name,
                       counted(limiter.max_images, "image", "images"),
                       size_text(limiter.max_bytes),
                       need,
                       counted(limiter.items_at_once, "item fits", "items fit"));
}

std::string targets_of(const ValidatedConfig& config, std::size_t node) {
    std::string text;
    for (const ValidatedEdge& edge : config.edges())
        if (edge.from == node) {
            text += text.empty() ? " -> " : ", ";
            text += config.nodes()[edge.to].name;
            if (edge.from_port == dead_letter_port)
                text += " (failed items)";
        }
    return text;
}

std::string thread_text(const ValidatedConfig& config, const PipelineOptions& options) {
    const auto threads = options.threads ? options.threads : config.limits().threads;
    return threads ? counted(*threads, "thread", "threads") : "one thread for each core";
}

} // namespace

std::uint64_t items_at_once(const std::vector<LimiterPlan>& plan) {
    std::uint64_t items = 0;
    for (const LimiterPlan& limiter : plan)
        items += limiter.items_at_once;
    return items;
}

std::string dry_run_text(const ValidatedConfig& config,
                         const Pipeline& pipeline,
                         const PipelineOptions& options) {
    const std::vector<LimiterPlan> plan = pipeline.plan();
    const auto total = pipeline.progress().total;
    std::string text =
        fmt::format("{}: would run {} on {}; nothing was run\n",
                    config.content().name.empty() ? "pipeline" : config.content().name,
                    total ? counted(*total, "item", "items") : "what its sources find",
                    thread_text(config, options));
    for (const LimiterPlan& limiter : plan)
        text += limiter_line(limiter);
    for (std::size_t i = 0; i < config.nodes().size(); ++i) {
        const ValidatedNode& node = config.nodes()[i];
        text += fmt::format("  {}: {}, {}{}\n",
                            node.name,
                            node.type->descriptor.type,
                            node.concurrency.to_string(),
                            targets_of(config, i));
    }
    return text;
}

} // namespace penstock::tools

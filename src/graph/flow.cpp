// SPDX-License-Identifier: Apache-2.0
#include "graph/flow.hpp"

#include "graph/named_thread.hpp"

#include <oneapi/tbb/profiling.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace penstock::graph {
namespace {

constexpr Duration shortest_idle = std::chrono::milliseconds{1};
constexpr Duration longest_idle = std::chrono::hours{24 * 365}; // no clock overflows

} // namespace

Flow::Flow(const GraphPlan& plan, const PipelineOptions& options, Run& run)
    : plan_{plan}, run_{run}, idle_after_{std::clamp<Duration>(
                                  options.idle_after, shortest_idle, longest_idle)},
      graph_{run.flow_context}, io_{std::make_unique<IoPool>(plan.io_threads())} {
    require_threads(plan.threads() + 1); // some to spare: they vanish a moment later
    tbb::profiling::set_name(graph_, plan.config().content().name.c_str());
    std::uint32_t number = 0;
    for (const GraphPlan::RegionPlan& region : plan.regions()) {
        const auto only = options.only.find(plan.config().nodes()[region.region.limiter].name);
        static const std::set<std::uint64_t> none;
        const std::set<std::uint64_t>* chosen = nullptr;
        if (!options.only.empty())
            chosen = only == options.only.end() ? &none : &only->second;
        regions_.push_back(std::make_unique<RegionFlow>(
            RegionFlow::Setup{.graph = graph_,
                              .io = *io_,
                              .timer = timer_,
                              .run = run,
                              .config = plan.config(),
                              .topology = plan.topology(),
                              .region = region.region,
                              .number = number++,
                              .nodes = plan.nodes(),
                              .planner = *region.planner,
                              .limits = region.limits,
                              .look_ahead = 2 * (plan.threads() + plan.io_threads()),
                              .only = chosen}));
    }
}

void Flow::add_reports(RunReport& report) const {
    for (std::size_t i = 0; i < regions_.size(); ++i) {
        LimiterReport limiter = regions_[i]->limiter_report(report.wall_seconds);
        limiter.family_images = plan_.regions()[i].summary.family_images;
        report.peak_images += limiter.peak_images;
        report.peak_bytes += limiter.peak_bytes;
        report.limiters.push_back(std::move(limiter));
        regions_[i]->add_node_reports(report.nodes);
    }
}

const RegionFlow& Flow::region_of(NodeIndex source) const {
    return **std::ranges::find_if(
        regions_, [source](const auto& region) { return region->has_source(source); });
}

// What is thrown out of the body of a node leaves nodes of oneTBB behind that believe to be at
// work, and what they hold goes with them.
void Flow::run() {
    try {
        run_to_the_end();
    } catch (...) {
        run_.request_stop(); // oneTBB has forgotten by now that it cancelled the graph
        timer_.close();
        graph_.cancel(); // for what the timer sent at the last moment
        graph_.wait_for_all();
        io_.reset();
        throw;
    }
}

// At the end gathering nodes hold groups that are not full. What is made of them can fill others.
void Flow::run_to_the_end() {
    timer_.repeat(idle_after_, [this] {
        for (const auto& region : regions_)
            region->trim_unused();
    });
    for (const auto& region : regions_)
        region->start();
    do {
        graph_.wait_for_all();
    } while (std::ranges::any_of(regions_, [](const auto& region) { return region->flush(); }));
    timer_.close();
    graph_.wait_for_all(); // for what the timer sent at the last moment
    io_.reset();
}

} // namespace penstock::graph

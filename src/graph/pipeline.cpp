// SPDX-License-Identifier: Apache-2.0
#include "penstock/pipeline.hpp"

#include "graph/graph_plan.hpp"
#include "graph/io_pool.hpp"
#include "graph/region_flow.hpp"
#include "graph/run.hpp"
#include "profiling/call_meter.hpp"

#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/profiling.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace penstock {
namespace {

using graph::GraphPlan;
using graph::IoPool;
using graph::NodeIndex;
using graph::RegionFlow;
using graph::Run;

/// The oneTBB graph of one run, and what its bodies use.
struct Flow {
    tbb::flow::graph tbb_graph;
    std::vector<std::unique_ptr<RegionFlow>>
        regions; // after the graph, before the threads that use them
    std::unique_ptr<IoPool> io;

    Flow(const GraphPlan& plan, Run& run) : io{std::make_unique<IoPool>(plan.io_threads())} {
        tbb::profiling::set_name(tbb_graph, plan.config().content().name.c_str());
        std::uint32_t number = 0;
        for (const GraphPlan::RegionPlan& region : plan.regions())
            regions.push_back(std::make_unique<RegionFlow>(
                RegionFlow::Setup{.graph = tbb_graph,
                                  .io = *io,
                                  .run = run,
                                  .config = plan.config(),
                                  .topology = plan.topology(),
                                  .region = region.region,
                                  .number = number++,
                                  .nodes = plan.nodes(),
                                  .planner = *region.planner,
                                  .limiter = region.limiter,
                                  .look_ahead = 2 * (plan.threads() + plan.io_threads())}));
    }
};

} // namespace

struct Pipeline::State {
    State(ValidatedConfig config, const PipelineOptions& pipeline_options)
        : options{pipeline_options}, plan{std::move(config), options}, run{plan.config().limits(),
                                                                           options} {}

    void open_nodes();
    void close_nodes();
    void execute();
    [[nodiscard]] RunReport report() const;

    PipelineOptions options;
    GraphPlan plan;
    Run run;
    std::vector<NodeIndex> open;
    std::map<std::string, std::shared_ptr<void>> shared; // what nodes share: OpenContext::shared
    std::atomic<bool> has_run{false};
    mutable std::mutex flow_mutex; // progress() looks at the flow from other threads
    std::unique_ptr<Flow> flow;    // last: its bodies use everything above
    RunReport result;
};

Pipeline::Pipeline(ValidatedConfig config, PipelineOptions options)
    : state_{std::make_unique<State>(std::move(config), options)} {}

Pipeline::~Pipeline() = default;

RunReport Pipeline::run() {
    if (state_->has_run.exchange(true))
        throw std::logic_error{"a Pipeline runs once; make another one"};
    state_->open_nodes();
    state_->execute();
    state_->close_nodes();
    return state_->report();
}

void Pipeline::request_stop() {
    state_->run.request_stop();
}

RunProgress Pipeline::progress() const {
    RunProgress progress;
    progress.items = state_->run.ledger.counts();
    const std::scoped_lock lock{state_->flow_mutex};
    if (!state_->flow)
        return progress;
    progress.total = 0;
    progress.is_source_exhausted = true;
    for (const auto& region : state_->flow->regions) {
        const Amount used = region->budget().pool().in_use();
        progress.images += used.images;
        progress.bytes += used.bytes;
        progress.in_flight += region->in_flight();
        progress.is_source_exhausted =
            progress.is_source_exhausted && region->sources().is_exhausted();
        const auto total = region->sources().total();
        progress.total =
            progress.total && total ? std::optional{*progress.total + *total} : std::nullopt;
    }
    return progress;
}

std::vector<LimiterPlan> Pipeline::plan() const {
    std::vector<LimiterPlan> result;
    for (const auto& region : state_->plan.regions())
        result.push_back(region.summary);
    return result;
}

void Pipeline::State::open_nodes() {
    for (NodeIndex node = 0; node < plan.config().nodes().size(); ++node) {
        Node* object = plan.nodes().find(node);
        if (object == nullptr)
            continue;
        const ValidatedNode& described = plan.config().nodes()[node];
        try {
            OpenContext context = plan.open_context(node);
            context.shared = &shared;
            context.stop_requested = [this] { return run.is_stopping(); };
            object->open(context);
        } catch (const ConfigError&) {
            close_nodes();
            throw;
        } catch (const std::exception& error) {
            close_nodes();
            throw ConfigError{{plan.config().issue_at(
                described.origin, "nodes." + described.name, error.what())}};
        }
        open.push_back(node);
    }
}

// What a node could not finish when it was closed ends the run like a full disk does.
void Pipeline::State::close_nodes() {
    for (const NodeIndex node : open) {
        if (const auto* source = dynamic_cast<const SourceNode*>(plan.nodes().find(node)))
            for (const std::string& note : source->notes())
                result.notes.push_back(plan.config().nodes()[node].name + ": " + note);
        try {
            plan.nodes().find(node)->close();
        } catch (const std::exception& error) {
            run.exhausted("nodes." + plan.config().nodes()[node].name + ": " + error.what());
        }
    }
    open.clear();
}

void Pipeline::State::execute() {
    const auto wall_start = std::chrono::steady_clock::now();
    const std::int64_t cpu_start = profiling::process_cpu_ns();
    result.rss_start_bytes = profiling::rss_bytes();
    tbb::task_arena arena{static_cast<int>(plan.threads())};
    arena.execute([this] {
        {
            auto built = std::make_unique<Flow>(plan, run);
            const std::scoped_lock lock{flow_mutex};
            flow = std::move(built);
        }
        for (const auto& region : flow->regions)
            region->start();
        flow->tbb_graph.wait_for_all();
        flow->io.reset();
    });
    run.ledger.close();
    result.wall_seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - wall_start).count();
    result.cpu_seconds = static_cast<double>(profiling::process_cpu_ns() - cpu_start) * 1e-9;
    for (std::size_t i = 0; i < flow->regions.size(); ++i) {
        const RegionFlow& region = *flow->regions[i];
        LimiterReport limiter = region.limiter_report();
        limiter.family_images = plan.regions()[i].summary.family_images;
        result.peak_images += limiter.peak_images;
        result.peak_bytes += limiter.peak_bytes;
        const Amount claimed = region.budget().claimed();
        result.claims_outstanding += claimed.bytes + claimed.images;
        result.limiters.push_back(std::move(limiter));
        region.add_node_reports(result.nodes);
    }
    const std::scoped_lock lock{flow_mutex};
    flow.reset();
}

RunReport Pipeline::State::report() const {
    RunReport report = result;
    report.name = plan.config().content().name;
    report.items = run.ledger.counts();
    report.outputs = run.ledger.outputs();
    report.end_reason = run.exhaustion();
    if (!report.end_reason.empty())
        report.end = RunEnd::exhausted;
    else if (run.is_stopping())
        report.end = RunEnd::interrupted;
    report.peak_open_files = run.file_slots.peak();
    report.peak_rss_bytes = profiling::peak_rss_bytes();
    report.threads = plan.threads();
    report.io_threads = plan.io_threads();
    report.open_files = plan.config().limits().open_files;
    report.failures = run.ledger.failures();
    return report;
}

} // namespace penstock

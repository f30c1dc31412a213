// SPDX-License-Identifier: Apache-2.0
#include "graph/lint/run_without.hpp"

#include "graph/flow.hpp"
#include "graph/graph_plan.hpp"
#include "graph/run.hpp"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <chrono>

namespace penstock::test {
namespace {

void execute(const graph::GraphPlan& plan, const PipelineOptions& options, RunReport& report) {
    graph::Run run{plan.config(), options};
    tbb::task_arena arena{static_cast<int>(plan.threads())};
    arena.execute([&] {
        const auto start = std::chrono::steady_clock::now();
        graph::Flow flow{plan, options, run};
        flow.run();
        report.wall_seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        for (const auto& region : flow.regions()) {
            const Amount claimed = region->claimed();
            report.claims_outstanding += claimed.images + claimed.bytes;
            report.limiters.push_back(region->limiter_report(report.wall_seconds));
            report.peak_images += report.limiters.back().peak_images;
            report.peak_bytes += report.limiters.back().peak_bytes;
            region->add_node_reports(report.nodes);
        }
        run.ledger.close();
        report.items = run.ledger.counts(); // before what is stuck dies with the graph
        report.outputs = run.ledger.outputs();
        report.end = run.end();
        report.end_reason = run.end_reason();
    });
    report.failures = run.ledger.failures();
}

} // namespace

std::uint64_t Shown::calls(const std::string& node) const {
    std::uint64_t sum = 0; // of all limiters that lead to it
    for (const NodeReport& one : report.nodes)
        sum += one.name == node ? one.count : 0;
    return sum;
}

Shown run_without(const config::RulesOff& off,
                  const std::string& text,
                  const NodeRegistry& registry,
                  std::uint32_t threads) {
    const tbb::global_control more{tbb::global_control::max_allowed_parallelism, 16};
    Shown shown;
    PipelineOptions options;
    options.threads = threads;
    options.on_output = [&](std::string_view item, std::string_view output) {
        shown.outputs.emplace_back(item, output);
    };
    const graph::GraphPlan plan{
        config::validate_without(off, parse_config(text, "lint.json"), registry), options, off};
    const std::size_t nodes = plan.config().nodes().size();
    for (graph::NodeIndex node = 0; node < nodes; ++node)
        if (Node* object = plan.nodes().find(node)) {
            OpenContext context = plan.open_context(node);
            object->open(context);
        }
    execute(plan, options, shown.report);
    for (graph::NodeIndex node = 0; node < nodes; ++node)
        if (Node* object = plan.nodes().find(node))
            object->close();
    std::ranges::sort(shown.outputs);
    return shown;
}

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#include "graph/lint/nasty_graphs.hpp"

#include "core/amount.hpp"
#include "graph/lint/odd_nodes.hpp"
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <tuple>

using namespace penstock;
using namespace penstock::test;

namespace {

constexpr int items = 37;

NodeRegistry nodes_and_odd_ones() {
    NodeRegistry registry = engine_nodes();
    add_odd_nodes(registry);
    return registry;
}

// With noise before everything, so that items overtake each other.
std::string text_of(const NastyGraph& graph, const Amount& limit, const std::string& params = "") {
    return config_text(R"("n": {"type": "numbers", "params": {"count": )" + std::to_string(items) +
                           R"(}}, "g": {"type": "limiter", "params": {"max_images": )" +
                           std::to_string(limit.images) + R"(, "max_bytes": ")" +
                           std::to_string(limit.bytes) + "B\"" + params + R"(}}, "b0": )" +
                           graph.loader + R"(, "b": {"type": "noise"}, )" + graph.nodes,
                       R"("n -> g -> b0 -> b", )" + graph.edges,
                       R"({"largest_item": "300kpx"})");
}

using Arrival = std::tuple<std::uint64_t, std::uint32_t, int, std::int64_t>;

struct Outcome {
    RunReport report;
    std::vector<Arrival> arrived;
};

Outcome run_at(const std::string& text, std::uint32_t threads) {
    const tbb::global_control more{tbb::global_control::max_allowed_parallelism, 16};
    Seen seen;
    collect_in(&seen);
    PipelineOptions options;
    options.threads = threads;
    Pipeline pipeline{validate(parse_config(text, "nasty.json"), nodes_and_odd_ones()), options};
    Outcome outcome;
    outcome.report = pipeline.run();
    collect_in(nullptr);
    for (const Seen::Entry& entry : seen.entries) {
        const Value* members = entry.attributes.find("members");
        outcome.arrived.emplace_back(entry.sequence,
                                     entry.path,
                                     entry.first_byte,
                                     members == nullptr ? 0 : members->as_integer());
    }
    std::ranges::sort(outcome.arrived);
    return outcome;
}

LimiterPlan plan_of(const std::string& text) {
    return Pipeline{validate(parse_config(text, "nasty.json"), nodes_and_odd_ones())}.plan().at(0);
}

} // namespace

TEST_CASE("graphs that look as if they could hang, drop or take too much do not, and give the same "
          "in the least room as in plenty",
          "[lint][nasty]") {
    const NastyGraph graph = GENERATE(Catch::Generators::from_range(nasty_graphs()));
    INFO(graph.name);
    const Amount plenty{100'000, std::uint64_t{1} << 40};
    const Outcome wide = run_at(text_of(graph, plenty), 1);
    const LimiterPlan plan = plan_of(text_of(graph, plenty));
    CHECK(wide.report.items.discovered == items);
    CHECK(wide.report.is_balanced());
    for (const std::uint64_t extra : {0, 1, 9}) {
        const Amount limit{plan.least_images + extra, plan.least_bytes + extra * 4096};
        for (const std::uint32_t threads : {1U, 2U, 8U}) {
            INFO(extra << " more than the least, at " << threads << " threads");
            const Outcome narrow = run_at(text_of(graph, limit), threads);
            CHECK(narrow.report.is_balanced());
            CHECK(narrow.report.peak_images <= limit.images);
            CHECK(narrow.report.peak_bytes <= limit.bytes);
            CHECK(narrow.report.items.failed == wide.report.items.failed);
            CHECK(narrow.report.items.dropped == wide.report.items.dropped);
            CHECK(narrow.arrived == wide.arrived);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "core/amount.hpp"
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstdlib>
#include <random>

using namespace penstock;
using namespace penstock::test;

namespace {

/// A graph of random shape over the test nodes, with random faults, limits and slow sinks.
class RandomGraph {
public:
    RandomGraph(std::uint64_t seed, std::uint64_t items) : random_{seed} {
        sides_ = pick({16, 64, 150});
        nodes_ = R"("n": {"type": ")" + std::string{pick(0, 1) != 0 ? "numbers" : "slow_numbers"} +
                 R"(", "params": {"count": )" + std::to_string(items) +
                 R"(}}, "blank": {"type": "blank", "params": {"side": )" + std::to_string(sides_) +
                 R"(, "growth": )" + std::to_string(pick({0, 0, 30})) +
                 R"(, "fail_measure_every": )" + std::to_string(pick({0, 0, 13})) + "}}";
        edges_ = R"("n -> gate -> blank")";
        grow("blank", 0);
    }

    /// The config with a limiter that has room for so many times what one item needs.
    [[nodiscard]] std::string text(std::uint64_t max_images, std::uint64_t max_bytes) const {
        return config_text(R"("gate": {"type": "limiter", "params": {"max_images": )" +
                               std::to_string(max_images) + R"(, "max_bytes": ")" +
                               std::to_string(max_bytes) + R"(B"}}, )" + nodes_,
                           edges_);
    }

private:
    int pick(int from, int to) { return std::uniform_int_distribution{from, to}(random_); }
    int pick(std::vector<int> choices) {
        return choices[static_cast<std::size_t>(pick(0, static_cast<int>(choices.size()) - 1))];
    }

    std::string add(const std::string& entry) {
        std::string name = "x" + std::to_string(count_++);
        nodes_ += ", \"" + name + "\": " + entry;
        return name;
    }

    // An edge stands once.
    void connect(const std::string& from, const std::string& to) {
        const std::string edge = ", \"" + from + " -> " + to + "\"";
        if (edges_.find(edge) == std::string::npos)
            edges_ += edge;
    }

    // Between one and three receivers for what a node makes; deeper in the graph sinks become
    // likelier.
    void grow(const std::string& from, int depth) {
        const int receivers = depth < 3 ? pick({1, 1, 2, 3}) : 1;
        for (int i = 0; i < receivers; ++i) {
            if (pick(0, 4) < depth) {
                connect(from, sink());
                continue;
            }
            const std::string node = transform();
            connect(from, node);
            grow(node, depth + 1);
        }
    }

    std::string transform() {
        const std::string concurrency =
            pick(0, 2) == 0 ? R"(, "concurrency": )" + std::to_string(pick(1, 3)) : "";
        switch (pick(0, 4)) {
        case 0:
            return add(R"({"type": "copy")" + concurrency + "}");
        case 1:
            return add(R"({"type": "increment")" + concurrency + "}");
        case 2:
            return add(R"({"type": "pass")" + concurrency + "}");
        default:
            return fault(concurrency);
        }
    }

    std::string fault(const std::string& concurrency) {
        const int policy = pick(0, 2);
        const std::string kind = std::vector<std::string>{
            "corrupt", "io", "foreign", "number", "skip"}[static_cast<std::size_t>(pick(0, 4))];
        const std::string node =
            add(R"({"type": "fault", "params": {"every": )" + std::to_string(pick(3, 20)) +
                R"(, "kind": ")" + kind + "\"}" + concurrency +
                (policy == 1   ? R"(, "on_error": "skip")"
                 : policy == 2 ? R"(, "on_error": {"corrupt": "dead_letter", "*": "dead_letter"})"
                               : "") +
                "}");
        if (policy == 2)
            connect(node + ".dead_letter", sink());
        return node;
    }

    // An old sink or a new one; a tenth of the new ones are slow.
    std::string sink() {
        if (!sinks_.empty() && pick(0, 2) == 0)
            return sinks_[static_cast<std::size_t>(pick(0, static_cast<int>(sinks_.size()) - 1))];
        const bool is_ordered = pick(0, 1) != 0;
        std::string name =
            add(std::string{R"({"type": ")"} + (pick(0, 1) != 0 ? "collect" : "collect_blocking") +
                R"(", "params": {"order": ")" + (is_ordered ? "source" : "none") +
                R"(", "milliseconds": )" + std::to_string(pick(0, 9) == 0 ? 1 : 0) +
                R"(, "fail_every": )" + std::to_string(pick({0, 0, 17})) + "}}");
        sinks_.push_back(name);
        return name;
    }

    std::mt19937_64 random_;
    int sides_ = 0;
    int count_ = 0;
    std::string nodes_;
    std::string edges_;
    std::vector<std::string> sinks_;
};

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

using Arrival = std::tuple<std::uint64_t, std::uint32_t, int>;

std::vector<Arrival> arrivals(const Seen& seen) {
    std::vector<Arrival> result;
    for (const Seen::Entry& entry : seen.entries)
        result.emplace_back(entry.sequence, entry.path, entry.first_byte);
    std::ranges::sort(result);
    return result;
}

struct Result {
    RunReport report;
    std::vector<Arrival> arrived;
};

Result run_limited(const RandomGraph& graph, Amount limit, std::uint32_t threads) {
    Seen seen;
    Result result;
    result.report = run_config(graph.text(limit.images, limit.bytes), threads, &seen);
    result.arrived = arrivals(seen);
    return result;
}

} // namespace

// PENSTOCK_RANDOM_GRAPHS sets how many graphs, PENSTOCK_RANDOM_SEED which one comes first.
TEST_CASE("random graphs end, balance, keep the bound, and agree at 1, 2 and 8 threads",
          "[graph][random]") {
    const std::uint64_t graphs = from_environment("PENSTOCK_RANDOM_GRAPHS", 100);
    const std::uint64_t first = from_environment("PENSTOCK_RANDOM_SEED", 1);
    std::uint64_t reached = 0;
    for (std::uint64_t seed = first; seed < first + graphs; ++seed) {
        INFO("PENSTOCK_RANDOM_SEED=" << seed);
        const RandomGraph graph{seed, 100};
        const LimiterPlan plan =
            Pipeline{validated(graph.text(1'000'000, std::uint64_t{1} << 40))}.plan().at(0);
        const Amount limit{
            plan.family_images * (1 + seed % 4),
            std::max<std::uint64_t>(plan.family_bytes.value_or(0) * (1 + seed % 3), 4096)};
        INFO(graph.text(limit.images, limit.bytes));
        const Result one = run_limited(graph, limit, 1);
        for (const std::uint32_t threads : {1U, 2U, 8U}) {
            const Result result = run_limited(graph, limit, threads);
            const RunReport& report = result.report;
            REQUIRE(report.is_balanced());
            REQUIRE(report.items.discovered == 100);
            REQUIRE(report.peak_images <= limit.images);
            REQUIRE(report.peak_bytes <= limit.bytes);
            REQUIRE(result.arrived == one.arrived);
            REQUIRE(report.items.failed == one.report.items.failed);
            REQUIRE(report.items.skipped == one.report.items.skipped);
            reached += report.peak_images == limit.images ? 1 : 0;
        }
    }
    // Most of these graphs do too little work to fill their limits; "a slow writer fills the
    // limiter" does.
    CHECK(reached > 0);
}

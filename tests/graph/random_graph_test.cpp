// SPDX-License-Identifier: Apache-2.0
#include "graph/random_graph.hpp"

#include "core/amount.hpp"
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <mutex>
#include <optional>
#include <thread>
#include <tuple>

using namespace penstock;
using namespace penstock::test;

namespace {

constexpr int most_nodes = 24;
constexpr std::uint64_t most_items = 100;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// Ends the process, with the graph that hangs, when a run takes longer than any should.
class Alarm {
public:
    explicit Alarm(const std::string& text)
        : thread_{[this, text] {
              std::unique_lock lock{mutex_};
              if (is_over_.wait_for(lock, std::chrono::minutes{2}, [this] { return is_done_; }))
                  return;
              std::fprintf(stderr, "this graph hangs:\n%s\n", text.c_str());
              std::abort();
          }} {}
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;
    ~Alarm() {
        {
            const std::scoped_lock lock{mutex_};
            is_done_ = true;
        }
        is_over_.notify_one();
        thread_.join();
    }

private:
    std::mutex mutex_;
    std::condition_variable is_over_;
    bool is_done_ = false;
    std::thread thread_;
};

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

Result run_once(const std::string& text, std::uint32_t threads) {
    const Alarm alarm{text};
    Seen seen;
    Result result;
    result.report = run_config(text, threads, &seen);
    result.arrived = arrivals(seen);
    return result;
}

/// What runs of one graph showed.
struct Verdict {
    std::string mistake; ///< empty: there is none
    std::string text;    ///< of the config
    bool was_refused = false;
    bool has_waited = false; ///< there were as many items as there was room for, and several
    bool was_full = false;   ///< all images that there may be existed, or nine tenths of the bytes
};

// What arrived in one run alone.
std::string difference(const std::vector<Arrival>& left, const std::vector<Arrival>& right) {
    std::string text;
    for (const bool is_left : {true, false}) {
        std::vector<Arrival> alone;
        const auto& all = is_left ? left : right;
        const auto& others = is_left ? right : left;
        std::ranges::set_difference(all, others, std::back_inserter(alone));
        for (const auto& [sequence, path, byte] : alone)
            text += std::string{is_left ? " -" : " +"} + std::to_string(sequence) + "/" +
                    std::to_string(path) + "=" + std::to_string(byte);
    }
    return text;
}

std::string failures_of(const RunReport& report) {
    std::string text;
    for (const Failure& failure : report.failures)
        if (failure.message != "planned")
            text += "\n" + std::to_string(failure.sequence) + " " + failure.node + ": " +
                    failure.message;
    return text;
}

std::string compare(const Result& one, const Result& other, const Amount& limit) {
    const RunReport& report = other.report;
    if (!report.is_balanced())
        return "the ledger does not add up, or a claim is outstanding";
    if (report.peak_images > limit.images || report.peak_bytes > limit.bytes)
        return "the bound was broken: " + std::to_string(report.peak_images) + " images, " +
               std::to_string(report.peak_bytes) + " bytes";
    for (const NodeReport& node : report.nodes)
        if (node.failed > node.count)
            return node.name + " failed more items than it was called with";
    if (other.arrived != one.arrived)
        return "other outputs than at one thread: " + difference(one.arrived, other.arrived) +
               failures_of(other.report);
    const ItemCounts& left = one.report.items;
    const ItemCounts& right = report.items;
    if (std::tie(left.discovered, left.written, left.failed, left.skipped, left.dropped) !=
        std::tie(right.discovered, right.written, right.failed, right.skipped, right.dropped))
        return "the items ended otherwise than at one thread";
    return {};
}

Verdict verdict_on(std::uint64_t seed, std::uint64_t items, int nodes) {
    const RandomGraph graph{seed, items, nodes};
    Verdict verdict;
    verdict.text = graph.text(1'000'000, std::uint64_t{1} << 50);
    LimiterPlan plan;
    try {
        plan = Pipeline{validated(verdict.text)}.plan().at(0);
    } catch (const ConfigError& error) {
        verdict.was_refused = true;
        for (const ConfigIssue& issue : error.issues())
            if (issue.rule != "F22") // too many ways
                verdict.mistake = std::string{"refused: "} + error.what();
        return verdict;
    }
    // Room for just one item, or for some.
    const Amount limit{plan.least_images +
                           (seed % 4) * std::max<std::uint64_t>(plan.family_images, 1),
                       std::max<std::uint64_t>(plan.least_bytes * (1 + seed % 3), 4096)};
    verdict.text = graph.text(limit.images, limit.bytes);
    const Result one = run_once(verdict.text, 1);
    if (one.report.items.discovered != graph.items())
        verdict.mistake = "not all items were discovered";
    for (const std::uint32_t threads : {1U, 2U, 8U}) {
        const Result result = run_once(verdict.text, threads);
        if (verdict.mistake.empty())
            verdict.mistake = compare(one, result, limit);
        const LimiterReport& limiter = result.report.limiters.at(0);
        verdict.has_waited = verdict.has_waited ||
                             (limiter.items_at_once > 1 &&
                              (limiter.items_at_once + 1) * limiter.family_images > limit.images);
        verdict.was_full = verdict.was_full || limiter.peak_images == limit.images ||
                           10 * limiter.peak_bytes >= 9 * limit.bytes;
    }
    return verdict;
}

/// The smallest graph of that seed, and then the fewest items, that still go wrong.
Verdict shrunk(std::uint64_t seed) {
    for (int nodes = 0; nodes <= most_nodes; ++nodes) {
        if (verdict_on(seed, most_items, nodes).mistake.empty())
            continue;
        for (std::uint64_t items = 1; items <= most_items; ++items) {
            Verdict small = verdict_on(seed, items, nodes);
            if (!small.mistake.empty())
                return small;
        }
    }
    return verdict_on(seed, most_items, most_nodes);
}

} // namespace

// PENSTOCK_RANDOM_GRAPHS sets how many graphs, PENSTOCK_RANDOM_SEED which one comes first.
TEST_CASE("random graphs end, balance, keep the bound, and agree at 1, 2 and 8 threads",
          "[graph][random]") {
    const std::uint64_t graphs = from_environment("PENSTOCK_RANDOM_GRAPHS", 200);
    const std::uint64_t first = from_environment("PENSTOCK_RANDOM_SEED", 1);
    std::uint64_t refused = 0;
    std::uint64_t waited = 0;
    std::uint64_t full = 0;
    for (std::uint64_t seed = first; seed < first + graphs; ++seed) {
        const Verdict verdict = verdict_on(seed, most_items, most_nodes);
        refused += verdict.was_refused ? 1 : 0;
        waited += verdict.has_waited ? 1 : 0;
        full += verdict.was_full ? 1 : 0;
        if (verdict.mistake.empty())
            continue;
        const Verdict small = shrunk(seed);
        FAIL_CHECK("PENSTOCK_RANDOM_SEED=" << seed << ": " << verdict.mistake
                                           << "\nthe smallest graph of this seed that goes wrong: "
                                           << small.mistake << "\n"
                                           << small.text);
    }
    CHECK(refused * 20 <= graphs);
    if (graphs >= 20) { // else the limits would test nothing
        CHECK(waited * 2 >= graphs);
        CHECK(full * 20 >= graphs);
    }
}

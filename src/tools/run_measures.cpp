// SPDX-License-Identifier: Apache-2.0
#include "tools/run_measures.hpp"

#include "penstock/bottleneck.hpp"

#include <cmath>
#include <optional>
#include <utility>

namespace penstock::tools {
namespace {

// The buckets of call times are an eighth of a power of two wide: 12.5 % where they are widest.
constexpr double step_of_percentiles = 0.125;

class Measures {
public:
    // Those that follow are of that node or limiter.
    void begin(std::string of) { of_ = std::move(of); }

    MeasureKind& add(const char* name, MeasureUnit unit, double value, Wanted wanted) {
        measures_.push_back(
            {.kind = {.of = of_, .name = name, .unit = unit, .wanted = wanted}, .value = value});
        return measures_.back().kind;
    }
    void add_count(const char* name, std::uint64_t value, Wanted wanted) {
        add(name, MeasureUnit::count, static_cast<double>(value), wanted).is_exact = true;
    }
    // What most runs have none of.
    void add_rare(const char* name, std::uint64_t value, Wanted wanted) {
        add_count(name, value, wanted);
        measures_.back().kind.matters_at_zero = false;
    }
    std::vector<RunMeasure> take() { return std::move(measures_); }

private:
    std::string of_;
    std::vector<RunMeasure> measures_;
};

void add_items(Measures& measures, const ItemCounts& items) {
    measures.add_count("items", items.ended() - items.not_started, Wanted::neither);
    measures.add_rare("failed", items.failed, Wanted::less);
    measures.add_rare("skipped", items.skipped, Wanted::neither);
    measures.add_rare("dropped", items.dropped, Wanted::neither);
    measures.add_rare("not started", items.not_started, Wanted::less);
}

void add_run_itself(Measures& measures, const RunReport& report) {
    const auto items = static_cast<double>(report.items.ended() - report.items.not_started);
    add_items(measures, report.items);
    measures.add_count("outputs", report.outputs, Wanted::neither);
    if (report.wall_seconds > 0 && items > 0)
        measures.add("items/s", MeasureUnit::number, items / report.wall_seconds, Wanted::more);
    measures.add("wall time", MeasureUnit::seconds, report.wall_seconds, Wanted::less);
    if (items > 0)
        measures.add("CPU time of an item",
                     MeasureUnit::milliseconds,
                     report.cpu_seconds * 1e3 / items,
                     Wanted::less);
    if (report.wall_seconds > 0)
        measures.add("processors busy",
                     MeasureUnit::number,
                     report.cpu_seconds / report.wall_seconds,
                     Wanted::neither);
    measures.add("peak of images",
                 MeasureUnit::count,
                 static_cast<double>(report.peak_images),
                 Wanted::neither);
    measures.add("peak of their memory",
                 MeasureUnit::bytes,
                 static_cast<double>(report.peak_bytes),
                 Wanted::less);
    measures.add("peak of the process",
                 MeasureUnit::bytes,
                 static_cast<double>(report.peak_rss_bytes),
                 Wanted::less);
}

void add_node(Measures& measures, const NodeReport& node, const RunReport& report) {
    measures.begin(node.name);
    measures.add_count("calls", node.count, Wanted::neither);
    measures.add_rare("failed", node.failed, Wanted::less);
    if (node.count > 0) {
        const auto calls = static_cast<double>(node.count);
        const auto add_time = [&](const char* name, double milliseconds) -> MeasureKind& {
            return measures.add(name, MeasureUnit::milliseconds, milliseconds, Wanted::less);
        };
        add_time("mean of a call", node.busy_seconds * 1e3 / calls);
        add_time("p50", node.p50_ms).step = step_of_percentiles;
        add_time("p99", node.p99_ms).step = step_of_percentiles;
        add_time("CPU time of a call", node.cpu_seconds * 1e3 / calls);
        add_time("wait before a call", node.waiting_seconds * 1e3 / calls);
    }
    if (node.reads > 0)
        measures.add("mean of a read",
                     MeasureUnit::milliseconds,
                     node.read_seconds * 1e3 / static_cast<double>(node.reads),
                     Wanted::less);
    if (const std::optional<double> busy = busy_share_of(node, report))
        measures.add("busy", MeasureUnit::share, *busy, Wanted::neither);
}

void add_limiter(Measures& measures, const LimiterReport& limiter) {
    measures.begin(limiter.name);
    measures.add("peak of images",
                 MeasureUnit::count,
                 static_cast<double>(limiter.peak_images),
                 Wanted::neither);
    measures.add("peak of memory",
                 MeasureUnit::bytes,
                 static_cast<double>(limiter.peak_bytes),
                 Wanted::neither);
    measures.add("images in use", MeasureUnit::share, limiter.image_room_used, Wanted::neither);
    measures.add("memory in use", MeasureUnit::share, limiter.byte_room_used, Wanted::neither);
}

} // namespace

const char* to_string(MeasureUnit unit) {
    switch (unit) {
    case MeasureUnit::count:
        return "count";
    case MeasureUnit::number:
        return "number";
    case MeasureUnit::seconds:
        return "seconds";
    case MeasureUnit::milliseconds:
        return "milliseconds";
    case MeasureUnit::bytes:
        return "bytes";
    case MeasureUnit::share:
        return "share";
    }
    return "";
}

std::vector<RunMeasure> measures_of(const RunReport& report) {
    Measures measures;
    add_run_itself(measures, report);
    for (const LimiterReport& limiter : report.limiters)
        add_limiter(measures, limiter);
    for (const NodeReport& node : report.nodes)
        add_node(measures, node, report);
    std::vector<RunMeasure> all = measures.take();
    // Of a file that says anything, not everything is a number.
    std::erase_if(all, [](const RunMeasure& measure) { return !std::isfinite(measure.value); });
    return all;
}

} // namespace penstock::tools

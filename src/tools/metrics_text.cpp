// SPDX-License-Identifier: Apache-2.0
#include "tools/metrics_text.hpp"

#include "penstock/bottleneck.hpp"
#include "penstock/version.hpp"

#include "tools/talk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace penstock::tools {
namespace {

using Label = std::pair<std::string_view, std::string>;

std::string escaped_label(std::string_view text) {
    std::string result;
    for (const char c : printable(text)) {
        if (c == '\n')
            result += "\\n";
        else if (c == '"' || c == '\\')
            result += {'\\', c};
        else
            result += c;
    }
    return result;
}

constexpr std::string_view gauge = "gauge";
constexpr std::string_view counter = "counter";

// Text of families, one after another.
class Families {
public:
    Families(std::string pipeline, LastCounters& last)
        : pipeline_{std::move(pipeline)}, last_{last} {}

    /// What follows is of that one.
    void begin(std::string_view name, std::string_view type, std::string_view help) {
        name_ = name;
        type_ = type;
        text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
    }
    template <class Number> void add(Number value, const std::vector<Label>& labels = {}) {
        add_part("", value, labels);
    }
    /// Of a summary: "_sum" and the like.
    template <class Number>
    void add_part(std::string_view ending, Number value, const std::vector<Label>& labels) {
        std::string sample =
            fmt::format("{}{}{{pipeline=\"{}\"", name_, ending, escaped_label(pipeline_));
        for (const auto& [label, content] : labels)
            sample += fmt::format(",{}=\"{}\"", label, escaped_label(content));
        if (type_ == counter || !ending.empty())
            value = at_least_last(sample, value);
        text_ += sample;
        if constexpr (std::is_floating_point_v<Number>)
            text_ += std::isnan(value) ? "} NaN\n" : fmt::format("}} {}\n", value);
        else
            text_ += fmt::format("}} {}\n", value);
    }
    /// A family with one sample.
    template <class Number>
    void one(std::string_view name, std::string_view type, std::string_view help, Number value) {
        begin(name, type, help);
        add(value);
    }

    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    template <class Number> Number at_least_last(const std::string& sample, Number value) {
        double& last = last_[sample];
        last = std::max(last, static_cast<double>(value));
        return static_cast<Number>(last);
    }

    std::string pipeline_;
    LastCounters& last_;
    std::string_view name_;
    std::string_view type_;
    std::string text_;
};

void add_run(Families& families, const MetricsView& view) {
    const RunReport& report = view.report;
    families.begin("penstock_info", gauge, "Which pipeline and which penstock; always 1.");
    families.add(1, {{"version", std::string{version()}}, {"config", report.fingerprint}});
    families.one("penstock_run_start_time_seconds", gauge, "When the run began.", view.start);
    families.one("penstock_last_update_timestamp_seconds",
                 gauge,
                 "When these numbers were taken.",
                 view.now);
    families.one("penstock_run_ended", gauge, "1 when the run is over.", view.is_over ? 1 : 0);
    families.one(
        "penstock_run_seconds", gauge, "How long the run takes so far.", report.wall_seconds);
    families.one("penstock_cpu_seconds_total",
                 counter,
                 "CPU time of the process during the run.",
                 report.cpu_seconds);
}

void add_items(Families& families, const MetricsView& view) {
    const ItemCounts& items = view.report.items;
    families.begin("penstock_items_expected", gauge, "Items of all sources, where they know.");
    if (view.progress.total)
        families.add(*view.progress.total);
    families.one("penstock_items_discovered_total",
                 counter,
                 "Items that the sources have yielded.",
                 items.discovered);
    families.begin("penstock_items_total", counter, "Items by how they ended.");
    for (const auto& [state, count] : {std::pair{"written", items.written},
                                       std::pair{"failed", items.failed},
                                       std::pair{"skipped", items.skipped},
                                       std::pair{"dropped", items.dropped},
                                       std::pair{"not_started", items.not_started}})
        families.add(count, {{"state", state}});
    families.one("penstock_outputs_total",
                 counter,
                 "Files and the like that were delivered.",
                 view.report.outputs);
}

// One family: a number of each limiter, of its report and its progress.
template <class Get>
void add_of_limiters(Families& families,
                     const MetricsView& view,
                     std::string_view name,
                     std::string_view type,
                     std::string_view help,
                     Get&& get) {
    families.begin(name, type, help);
    for (const LimiterReport& limiter : view.report.limiters) {
        const auto now =
            std::ranges::find(view.progress.limiters, limiter.name, &LimiterProgress::name);
        families.add(get(limiter, now == view.progress.limiters.end() ? LimiterProgress{} : *now),
                     {{"limiter", limiter.name}});
    }
}

void add_limiters(Families& families, const MetricsView& view) {
    using Report = const LimiterReport&;
    using Now = const LimiterProgress&;
    const auto add = [&](auto name, auto type, auto help, auto&& get) {
        add_of_limiters(families, view, name, type, help, get);
    };
    add("penstock_items_in_flight",
        gauge,
        "Items between the limiter and their end.",
        [](Report, Now now) { return now.in_flight; });
    add("penstock_images", gauge, "Images that exist.", [](Report, Now now) { return now.images; });
    add("penstock_images_limit", gauge, "Images that may exist.", [](Report limiter, Now) {
        return limiter.max_images;
    });
    add("penstock_images_peak", gauge, "Most images that existed.", [](Report limiter, Now) {
        return limiter.peak_images;
    });
    add("penstock_memory_bytes", gauge, "Memory of images and codecs.", [](Report, Now now) {
        return now.bytes;
    });
    add("penstock_memory_limit_bytes",
        gauge,
        "Memory that they may take.",
        [](Report limiter, Now) { return limiter.max_bytes; });
    add("penstock_memory_peak_bytes",
        gauge,
        "Most memory that they took.",
        [](Report limiter, Now) { return limiter.peak_bytes; });
    add("penstock_limiter_waiting_seconds_total",
        counter,
        "What items waited for room, added up.",
        [](Report limiter, Now) { return limiter.waiting_seconds; });
    add("penstock_source_seconds_total",
        counter,
        "Time inside the sources of the limiter.",
        [](Report limiter, Now) { return limiter.source_seconds; });
}

template <class Get>
void add_of_nodes(Families& families,
                  const MetricsView& view,
                  std::string_view name,
                  std::string_view type,
                  std::string_view help,
                  Get&& get) {
    families.begin(name, type, help);
    for (const NodeReport& node : view.report.nodes)
        families.add(get(node), {{"node", node.name}});
}

void add_calls(Families& families, const MetricsView& view) {
    families.begin("penstock_node_call_seconds",
                   "summary",
                   "Wall time of the calls of a node; the quantiles are of the whole run.");
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    for (const NodeReport& node : view.report.nodes) {
        const bool is_known = node.p99_ms > 0;
        families.add(is_known ? node.p50_ms * 1e-3 : none,
                     {{"node", node.name}, {"quantile", "0.5"}});
        families.add(is_known ? node.p99_ms * 1e-3 : none,
                     {{"node", node.name}, {"quantile", "0.99"}});
        families.add_part("_sum", node.busy_seconds, {{"node", node.name}});
        families.add_part("_count", node.count, {{"node", node.name}});
    }
}

void add_nodes(Families& families, const MetricsView& view) {
    const auto add = [&](auto name, auto type, auto help, auto&& get) {
        add_of_nodes(families, view, name, type, help, get);
    };
    add_calls(families, view);
    add("penstock_node_running_calls", gauge, "Calls that go on.", [&](const NodeReport& node) {
        const auto now = std::ranges::find(view.progress.nodes, node.name, &NodeProgress::name);
        return now == view.progress.nodes.end() ? 0U : now->calls;
    });
    add("penstock_node_failed_calls_total",
        counter,
        "Calls that failed their item.",
        [](const NodeReport& node) { return node.failed; });
    add("penstock_node_cpu_seconds_total",
        counter,
        "CPU time inside calls.",
        [](const NodeReport& node) { return node.cpu_seconds; });
    add("penstock_node_waiting_seconds_total",
        counter,
        "What items waited before calls, added up.",
        [](const NodeReport& node) { return node.waiting_seconds; });
    add("penstock_node_reads_total",
        counter,
        "Files that a loader read.",
        [](const NodeReport& node) { return node.reads; });
    add("penstock_node_read_seconds_total",
        counter,
        "Wall time of that reading.",
        [](const NodeReport& node) { return node.read_seconds; });
}

void add_resources(Families& families, const MetricsView& view) {
    const RunReport& report = view.report;
    families.begin("penstock_limited_by_ratio",
                   gauge,
                   "What limits the run so far, and the share of it that is in use.");
    const Bottleneck limit = find_bottleneck(report);
    if (limit.use.resource != Resource::none)
        families.add(limit.use.utilisation,
                     {{"resource", std::string{to_string(limit.use.resource)}},
                      {"name", limit.use.name},
                      {"node", limit.node}});
    families.begin("penstock_threads", gauge, "Threads of the run.");
    families.add(report.threads, {{"kind", "compute"}});
    families.add(report.io_threads, {{"kind", "io"}});
    families.one("penstock_resident_memory_bytes", gauge, "Memory of the process.", view.rss_bytes);
    families.one("penstock_resident_memory_peak_bytes",
                 gauge,
                 "Most memory that the process had.",
                 report.peak_rss_bytes);
    families.one(
        "penstock_open_files", gauge, "Files that nodes have open.", view.progress.open_files);
    families.one(
        "penstock_open_files_limit", gauge, "Files that nodes may have open.", report.open_files);
}

} // namespace

std::string metrics_text(const MetricsView& view, LastCounters& last) {
    Families families{view.report.name, last};
    add_run(families, view);
    add_items(families, view);
    add_limiters(families, view);
    add_nodes(families, view);
    add_resources(families, view);
    return families.take();
}

} // namespace penstock::tools

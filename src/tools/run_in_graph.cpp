// SPDX-License-Identifier: Apache-2.0
#include "tools/run_in_graph.hpp"

#include "penstock/bottleneck.hpp"

#include "tools/amounts.hpp"
#include "tools/edge_flow.hpp"
#include "tools/talk.hpp"
#include "tools/usage_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>

namespace penstock::tools {
namespace {

using Names = std::set<std::string>;

// Sources are in no report.
Names names_in(const ValidatedConfig& config) {
    Names names;
    for (const ValidatedNode& node : config.nodes())
        if (node.type->descriptor.kind != NodeKind::source)
            names.insert(node.name);
    return names;
}

Names names_in(const RunReport& report) {
    Names names;
    for (const NodeReport& node : report.nodes)
        names.insert(node.name);
    for (const LimiterReport& limiter : report.limiters)
        names.insert(limiter.name);
    return names;
}

// "a, b, c and 4 more"; nothing where each is in the others, too.
std::string names_missing(const Names& names, const Names& others) {
    constexpr std::size_t shown = 5;
    std::vector<std::string> missing;
    std::ranges::set_difference(names, others, std::back_inserter(missing));
    std::string text;
    for (std::size_t i = 0; i < std::min(missing.size(), shown); ++i)
        text += (i == 0 ? "" : ", ") + printable(missing[i]);
    return missing.size() > shown ? fmt::format("{} and {} more", text, missing.size() - shown)
                                  : text;
}

void add_line(std::string& note, const std::string& line) {
    note += (note.empty() ? "" : "\n") + line;
}

std::string percent(double share) {
    return fmt::format("{:.0f} %", share * 100);
}

void show_node(DrawingOptions& drawing, const NodeReport& node, const RunReport& report) {
    std::string line = counted(node.count, "call", "calls");
    if (const std::optional<double> busy = busy_share_of(node, report)) {
        drawing.heat[node.name] = *busy;
        line += ", busy " + percent(*busy);
    }
    if (node.count > 0)
        line += ", p50 " + call_time_text(node.p50_ms);
    add_line(drawing.notes[node.name], line);
    if (node.failed > 0)
        add_line(drawing.notes[node.name], fmt::format("{} failed", node.failed));
}

// What `is_expanded` draws of a loader of files.
void show_reading(DrawingOptions& drawing, const NodeReport& node, const RunReport& report) {
    const double seconds = report.io_threads * report.wall_seconds;
    if (node.reads == 0 || seconds <= 0)
        return;
    const double busy = std::min(node.read_seconds / seconds, 1.0);
    drawing.heat[node.name + "/read"] = busy;
    add_line(drawing.notes[node.name + "/read"],
             fmt::format("{}, busy {}", counted(node.reads, "read", "reads"), percent(busy)));
}

void show_limiter(DrawingOptions& drawing, const LimiterReport& limiter) {
    add_line(drawing.notes[limiter.name],
             fmt::format("peak {} of {}",
                         limiter.peak_images,
                         counted(limiter.max_images, "image", "images")));
    add_line(drawing.notes[limiter.name],
             fmt::format("{} of {}", size_text(limiter.peak_bytes), size_text(limiter.max_bytes)));
}

// By the names that they have in a summary.
void add_numbers(DrawingOptions& drawing, const RunReport& report) {
    for (const NodeReport& node : report.nodes)
        drawing.numbers[node.name] = {{"count", static_cast<double>(node.count)},
                                      {"failed", static_cast<double>(node.failed)},
                                      {"busy_seconds", node.busy_seconds},
                                      {"cpu_seconds", node.cpu_seconds},
                                      {"waiting_seconds", node.waiting_seconds},
                                      {"reads", static_cast<double>(node.reads)},
                                      {"read_seconds", node.read_seconds},
                                      {"peak_concurrency", node.peak_concurrency},
                                      {"p50_ms", node.p50_ms},
                                      {"p99_ms", node.p99_ms}};
    for (const LimiterReport& limiter : report.limiters)
        drawing.numbers[limiter.name] = {
            {"max_images", static_cast<double>(limiter.max_images)},
            {"max_bytes", static_cast<double>(limiter.max_bytes)},
            {"peak_images", static_cast<double>(limiter.peak_images)},
            {"peak_bytes", static_cast<double>(limiter.peak_bytes)},
            {"items_at_once", static_cast<double>(limiter.items_at_once)},
            {"image_room_used", limiter.image_room_used},
            {"byte_room_used", limiter.byte_room_used},
            {"waiting_seconds", limiter.waiting_seconds}};
}

std::string caption_of_totals(const RunReport& report) {
    const std::uint64_t done = report.items.ended() - report.items.not_started;
    std::string text = fmt::format(
        "measured: {} in {}", counted(done, "item", "items"), time_text(report.wall_seconds));
    if (report.wall_seconds > 0)
        text += fmt::format(", {} items/s",
                            number_text(static_cast<double>(done) / report.wall_seconds));
    return report.end == RunEnd::finished ? text : text + "; " + std::string{to_string(report.end)};
}

std::string caption_of_widths(const std::map<std::size_t, double>& flow) {
    double most = 0;
    for (const auto& [edge, amount] : flow)
        most = std::max(most, amount);
    return fmt::format("edges: as wide as calls of the node that they lead to, divided where "
                       "several lead there; the widest is {:.0f}",
                       most);
}

} // namespace

std::string
check_same_graph(const ValidatedConfig& config, const RunReport& report, std::string_view where) {
    const Names drawn = names_in(config);
    const Names measured = names_in(report);
    std::string differences;
    if (const std::string more = names_missing(measured, drawn); !more.empty())
        differences = "it tells of " + more + ", which the graph has not";
    if (const std::string less = names_missing(drawn, measured); !less.empty())
        differences += (differences.empty() ? "it does not tell of " : "; it does not tell of ") +
                       less + ", which the graph has";
    if (!differences.empty())
        throw UsageError(
            fmt::format("{}: this is the summary of another graph: {}; expected that of "
                        "a run of this graph, with the same --var, --set and --profile",
                        where,
                        differences));
    if (report.fingerprint == config.fingerprint())
        return {};
    return fmt::format("{}: this is the summary of a config that differs in parameters or edges, "
                       "though its nodes are the same: its fingerprint is {}, and that of this "
                       "config {}",
                       where,
                       printable(report.fingerprint),
                       config.fingerprint());
}

void show_run(DrawingOptions& drawing, const ValidatedConfig& config, const RunReport& report) {
    for (const NodeReport& node : report.nodes) {
        show_node(drawing, node, report);
        show_reading(drawing, node, report);
    }
    for (const LimiterReport& limiter : report.limiters)
        show_limiter(drawing, limiter);
    add_numbers(drawing, report);
    drawing.flow = edge_flow(config, report);
    const Bottleneck bottleneck = find_bottleneck(report);
    for (const std::string& node : nodes_of(bottleneck.use, config))
        drawing.marks[node] = "limits the run";
    drawing.captions.push_back(caption_of_totals(report));
    drawing.captions.push_back("limited by: " + bottleneck.sentence);
    drawing.captions.push_back(caption_of_widths(drawing.flow));
}

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#include "profiling/report_drawing.hpp"

#include "penstock/bottleneck.hpp"
#include "penstock/drawing.hpp"
#include "penstock/run_history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::profiling {
namespace {

std::string counted(std::uint64_t number, std::string_view one, std::string_view several) {
    return fmt::format("{} {}", number, number == 1 ? one : several);
}

void show_node(DrawingOptions& drawing, const NodeReport& node, const RunReport& report) {
    std::string& note = drawing.notes[node.name];
    note = counted(node.count, "call", "calls");
    if (const std::optional<double> busy = busy_share_of(node, report)) {
        drawing.heat[node.name] = *busy;
        note += fmt::format(", busy {:.0f} %", *busy * 100);
    }
    if (node.failed > 0)
        note += fmt::format("\n{} failed", node.failed);
}

void show_edges(DrawingOptions& drawing, const RunHistory& history) {
    std::uint64_t most = 0;
    for (std::size_t edge = 0; edge < history.edges.size(); ++edge) {
        drawing.flow[edge] = static_cast<double>(history.edges[edge].items);
        most = std::max(most, history.edges[edge].items);
    }
    drawing.captions.push_back("edges: as wide as what went over them; the widest: " +
                               counted(most, "item", "items"));
}

} // namespace

std::string report_drawing(const RunReport& report, const ValidatedConfig& config) {
    DrawingOptions drawing{.format = DrawingFormat::svg};
    for (const NodeReport& node : report.nodes)
        show_node(drawing, node, report);
    for (const LimiterReport& limiter : report.limiters)
        drawing.notes[limiter.name] = fmt::format(
            "peak {} of {}", limiter.peak_images, counted(limiter.max_images, "image", "images"));
    if (report.history)
        show_edges(drawing, *report.history);
    for (const std::string& node : nodes_of(find_bottleneck(report).use, config))
        drawing.marks[node] = "limits the run";
    return draw(config, drawing);
}

} // namespace penstock::profiling

// SPDX-License-Identifier: Apache-2.0
#include "tools/summary_text.hpp"

#include "penstock/bottleneck.hpp"
#include "penstock/node_times.hpp"

#include "tools/amounts.hpp"
#include "tools/talk.hpp"
#include "tools/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace penstock::tools {
namespace {

constexpr std::size_t shown_failures = 10;
constexpr std::size_t columns = 11;
using Row = std::array<std::string, columns>;

// "498 written + 2 failed": how the items ended.
std::string ends_of(const ItemCounts& items) {
    std::string text = fmt::format("{} written", items.written);
    if (items.failed > 0)
        text += " + " + coloured(Colour::red, fmt::format("{} failed", items.failed));
    for (const auto& [count, word] : {std::pair{items.skipped, "skipped"},
                                      std::pair{items.dropped, "dropped"},
                                      std::pair{items.not_started, "not started"}})
        if (count > 0)
            text += fmt::format(" + {} {}", count, word);
    return text;
}

std::string totals(const RunReport& report) {
    const std::uint64_t done = report.items.ended() - report.items.not_started;
    std::uint64_t max_bytes = 0;
    for (const LimiterReport& limiter : report.limiters)
        max_bytes += limiter.max_bytes;
    std::string text = fmt::format("{} in = {}", report.items.discovered, ends_of(report.items));
    text += "   " + (report.is_balanced() ? std::string{"balanced"}
                                          : coloured(Colour::red, "NOT BALANCED"));
    text += "   " + time_text(report.wall_seconds);
    if (report.wall_seconds > 0)
        text += "   " + rate_text(static_cast<double>(done) / report.wall_seconds);
    text += fmt::format("   peak {}, {} of {}",
                        counted(report.peak_images, "image", "images"),
                        size_text(report.peak_bytes),
                        size_text(max_bytes));
    return text + '\n';
}

std::string share_text(double share) {
    return fmt::format("{:.0f} %", share * 100);
}

Row row_of(const NodeReport& node, const NodeTimes& times) {
    return {printable(node.name),
            std::to_string(node.count),
            std::to_string(node.failed),
            share_text(times.cpu),
            share_text(times.io),
            share_text(times.thread),
            share_text(times.room),
            share_text(times.downstream),
            share_text(times.starved),
            node.count == 0 ? "-" : call_time_text(node.p50_ms),
            node.count == 0 ? "-" : call_time_text(node.p99_ms)};
}

// Names to the left, numbers to the right.
std::string table(const RunReport& report) {
    std::vector<Row> rows{{"node",
                           "calls",
                           "failed",
                           "CPU",
                           "I/O",
                           "thread",
                           "room",
                           "downstream",
                           "starved",
                           "p50",
                           "p99"}};
    const std::vector<NodeTimes> times = node_times(report);
    for (std::size_t i = 0; i < report.nodes.size(); ++i)
        rows.push_back(row_of(report.nodes[i], times[i]));
    std::array<std::size_t, columns> widths{};
    for (const Row& row : rows)
        for (std::size_t i = 0; i < columns; ++i)
            widths[i] = std::max(widths[i], row[i].size());
    std::string text;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        std::string line = " ";
        for (std::size_t i = 0; i < columns; ++i)
            line += i == 0 ? fmt::format(" {:<{}} ", rows[r][i], widths[i])
                           : fmt::format(" {:>{}} ", rows[r][i], widths[i]);
        line.erase(line.find_last_not_of(' ') + 1);
        text += (r == 0 ? coloured(Colour::faint, line) : line) + '\n';
    }
    return text;
}

// Nothing where it is not known.
std::string limit(const RunReport& report) {
    const Bottleneck bottleneck = find_bottleneck(report);
    return bottleneck.use.resource == Resource::none ? std::string{} : bottleneck_text(bottleneck);
}

std::string failures(const RunReport& report, const std::string& summary_file) {
    std::string text;
    const std::size_t shown = std::min(report.failures.size(), shown_failures);
    for (std::size_t i = 0; i < shown; ++i) {
        const Failure& failure = report.failures[i];
        text += fmt::format("{} {}: {}: {}: {}\n",
                            coloured(Colour::red, "failed"),
                            on_one_line(failure.name),
                            failure.node,
                            to_string(failure.error_class),
                            on_one_line(failure.message));
    }
    if (report.failures.size() > shown)
        text += summary_file.empty() ? fmt::format("and {} more: --summary FILE lists all\n",
                                                   report.failures.size() - shown)
                                     : fmt::format("and {} more: all are in {}\n",
                                                   report.failures.size() - shown,
                                                   summary_file);
    return text;
}

std::string notes(const RunReport& report) {
    std::string text;
    for (const std::string& note : report.notes)
        text += fmt::format("note: {}\n", on_one_line(note));
    return text;
}

std::string reason_to_end(const RunReport& report) {
    const std::string rest = fmt::format("; {} of {} not started\n",
                                         report.items.not_started,
                                         counted(report.items.discovered, "item", "items"));
    switch (report.end) {
    case RunEnd::interrupted:
        return "interrupted: what was begun is finished" + rest;
    case RunEnd::cancelled:
        return "cancelled: what was in flight has failed" + rest;
    case RunEnd::exhausted:
    case RunEnd::over_budget:
        return coloured(Colour::red, "stopped") + ": " + shortened(printable(report.end_reason)) +
               (report.items.not_started > 0 ? rest : "\n"); // as when a node is closed
    case RunEnd::finished:
        break;
    }
    return report.items.discovered == 0 ? "no input: the sources yielded nothing\n" : "";
}

} // namespace

std::string summary_text(const RunReport& report, const std::string& summary_file) {
    std::string text =
        totals(report) + table(report) + limit(report) + failures(report, summary_file);
    text += notes(report);
    text += reason_to_end(report);
    if (!report.is_balanced())
        text += "a bug of penstock: the items do not add up; please report it with the config\n";
    text.pop_back();
    return text;
}

std::string bottleneck_text(const Bottleneck& bottleneck) {
    std::string text = fmt::format("limited by: {}\n", printable(bottleneck.sentence));
    if (!bottleneck.remedy.empty())
        text += fmt::format("would help: {}\n", printable(bottleneck.remedy));
    return text;
}

std::string summary_event(const RunReport& report) {
    return fmt::format(
        R"({{"event":"end","end":"{}","reason":{},"balanced":{},"discovered":{},"written":{},)"
        R"("failed":{},"skipped":{},"dropped":{},"not_started":{},"seconds":{:.3f}}})",
        to_string(report.end),
        json_quoted(report.end_reason),
        report.is_balanced(),
        report.items.discovered,
        report.items.written,
        report.items.failed,
        report.items.skipped,
        report.items.dropped,
        report.items.not_started,
        report.wall_seconds);
}

} // namespace penstock::tools

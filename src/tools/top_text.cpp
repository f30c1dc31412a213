// SPDX-License-Identifier: Apache-2.0
#include "tools/top_text.hpp"

#include "tools/amounts.hpp"
#include "tools/display_width.hpp"
#include "tools/progress_text.hpp"
#include "tools/talk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <string_view>

namespace penstock::tools {
namespace {

using Cells = std::vector<std::string>;

constexpr std::size_t between_cells = 2;
constexpr std::size_t least_of_a_name = 8; // of its columns, where room is short

std::string per_second(double count, double seconds) {
    return seconds > 0 ? number_text(count / seconds) : "-";
}

// The first cells to the left, all others to the right; those that do not fit are left out, from
// the end. The first one gives way to the second.
std::vector<std::string> table_lines(std::vector<Cells> rows, std::size_t room) {
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (const Cells& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], display_width(row[i]));
    std::size_t of_others = 0; // as many as should be there whatever the names are
    for (std::size_t i = 1; i < std::min<std::size_t>(widths.size(), 4); ++i)
        of_others += between_cells + widths[i];
    const std::size_t least = std::min(least_of_a_name, room);
    widths[0] = std::min(widths[0], room > of_others + least ? room - of_others : least);
    std::size_t shown = 0;
    for (std::size_t width = 0; shown < widths.size(); ++shown) {
        width += widths[shown] + (shown == 0 ? 0 : between_cells);
        if (width > room)
            break;
    }
    std::vector<std::string> lines;
    for (const Cells& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < shown; ++i)
            line += i == 0 ? padded_right(cut_to_width(row[0], widths[0]), widths[0])
                           : std::string(between_cells, ' ') + padded_left(row[i], widths[i]);
        line.erase(line.find_last_not_of(' ') + 1);
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string share_text(std::optional<double> share) {
    return share ? fmt::format("{:.0f} %", *share * 100) : "-";
}

Cells cells_of(const NodeReport& node, const TopView& view) {
    const auto now = std::ranges::find(view.progress.nodes, node.name, &NodeProgress::name);
    const auto so_far = std::ranges::find(view.report.nodes, node.name, &NodeReport::name);
    const auto milliseconds = [&](double of_all) {
        return so_far->count > 0 ? call_time_text(of_all) : "-";
    };
    return {on_one_line(node.name),
            share_text(busy_share_of(node, view.lately)),
            per_second(static_cast<double>(node.count), view.lately.wall_seconds),
            now == view.progress.nodes.end() ? "-" : std::to_string(now->calls),
            std::to_string(so_far->failed),
            milliseconds(so_far->p50_ms),
            milliseconds(so_far->p99_ms),
            node.count > 0
                ? call_time_text(node.waiting_seconds * 1e3 / static_cast<double>(node.count))
                : "-"};
}

std::vector<std::string> node_lines(const TopView& view, std::size_t room) {
    std::vector<Cells> rows{
        {"node", "busy", "calls/s", "at once", "failed", "p50", "p99", "waited"}};
    for (const NodeReport& node : view.lately.nodes)
        rows.push_back(cells_of(node, view));
    return table_lines(std::move(rows), room);
}

std::vector<std::string> limiter_lines(const TopView& view, std::size_t room) {
    std::vector<Cells> rows{{"limiter", "images", "memory", "in flight"}};
    for (const LimiterReport& limiter : view.report.limiters) {
        const auto found =
            std::ranges::find(view.progress.limiters, limiter.name, &LimiterProgress::name);
        const LimiterProgress now =
            found == view.progress.limiters.end() ? LimiterProgress{} : *found;
        rows.push_back({on_one_line(limiter.name),
                        fmt::format("{} of {}", now.images, limiter.max_images),
                        fmt::format("{} of {}", size_text(now.bytes), size_text(limiter.max_bytes)),
                        std::to_string(now.in_flight)});
    }
    return table_lines(std::move(rows), room);
}

// Broken between words; a word that is wider than the terminal is cut.
void add_wrapped(std::vector<std::string>& lines, const std::string& text, std::size_t room) {
    std::istringstream words{text};
    std::string line;
    for (std::string word; words >> word;) {
        const std::string longer = line.empty() ? word : fmt::format("{} {}", line, word);
        if (display_width(longer) <= room) {
            line = longer;
            continue;
        }
        if (!line.empty())
            lines.push_back(line);
        line = cut_to_width("  " + word, room);
    }
    if (!line.empty())
        lines.push_back(line);
}

void add_limit(std::vector<std::string>& lines, const TopView& view, std::size_t room) {
    const Bottleneck limit = find_bottleneck(view.report);
    if (limit.use.resource != Resource::none)
        add_wrapped(lines, "limited by: " + on_one_line(limit.sentence), room);
    if (!limit.remedy.empty())
        add_wrapped(lines, "would help: " + on_one_line(limit.remedy), room);
}

ProgressView progress_view_of(const TopView& view) {
    ProgressView progress;
    progress.run = view.progress;
    progress.seconds = view.report.wall_seconds;
    progress.limited_by = view.limited_by;
    for (const LimiterReport& limiter : view.report.limiters) {
        progress.max_images += limiter.max_images;
        progress.max_bytes += limiter.max_bytes;
    }
    return progress;
}

std::uint64_t done_of(const RunReport& report) {
    return report.items.ended() - report.items.not_started;
}

// "thumbnails   process 1234   12.3 s   118 img/s now"
std::string title_of(const TopView& view, std::size_t room) {
    constexpr std::string_view gap = "   ";
    std::vector<std::string> facts{fmt::format("process {}", view.process),
                                   time_text(view.report.wall_seconds)};
    if (view.lately.wall_seconds > 0)
        facts.push_back(
            rate_text(static_cast<double>(done_of(view.lately)) / view.lately.wall_seconds) +
            " now");
    const std::string name = view.report.name.empty() ? "a run" : on_one_line(view.report.name);
    const std::size_t of_process = gap.size() + facts.front().size();
    std::string title = cut_to_width(
        name, std::max(room - std::min(room, of_process), std::min(least_of_a_name, room)));
    for (const std::string& fact : facts) {
        if (display_width(title) + gap.size() + fact.size() > room)
            break;
        title += std::string{gap} + fact;
    }
    return title;
}

} // namespace

std::vector<std::string> top_lines(const TopView& view, std::size_t columns) {
    const std::size_t room = columns > 0 ? columns - 1 : 0;
    std::vector<std::string> lines{title_of(view, room),
                                   progress_bar(progress_view_of(view), columns)};
    for (const auto& part : {node_lines(view, room), limiter_lines(view, room)}) {
        lines.emplace_back();
        lines.insert(lines.end(), part.begin(), part.end());
    }
    lines.emplace_back();
    add_limit(lines, view, room);
    return lines;
}

std::vector<std::string> run_list(const std::vector<TopView>& views) {
    constexpr std::size_t unlimited = 1000;
    std::vector<Cells> rows{{"run", "process", "done", "of", "failed", "time"}};
    for (const TopView& view : views)
        rows.push_back({on_one_line(view.report.name),
                        std::to_string(view.process),
                        std::to_string(done_of(view.report)),
                        view.progress.total ? std::to_string(*view.progress.total) : "-",
                        std::to_string(view.report.items.failed),
                        time_text(view.report.wall_seconds)});
    return table_lines(std::move(rows), unlimited);
}

} // namespace penstock::tools

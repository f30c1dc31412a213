// SPDX-License-Identifier: Apache-2.0
#include "tools/progress_text.hpp"

#include "tools/amounts.hpp"
#include "tools/display_width.hpp"
#include "tools/talk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace penstock::tools {
namespace {

constexpr std::array<std::size_t, 3> bar_widths = {24, 12, 6};
constexpr std::string_view gap = "   ";
constexpr double soonest_rate = 0.05; // seconds; before that a rate means nothing

// Items that ended on their way; those that a stop left out are not among them.
std::uint64_t done(const RunProgress& run) {
    return run.items.ended() - run.items.not_started;
}

double rate(const ProgressView& view) {
    return view.seconds < soonest_rate ? 0 : static_cast<double>(done(view.run)) / view.seconds;
}

std::optional<double> seconds_left(const ProgressView& view) {
    const double per_second = rate(view);
    if (!view.run.total || per_second <= 0)
        return std::nullopt;
    const std::uint64_t ended = view.run.items.ended();
    const std::uint64_t left = *view.run.total - std::min(*view.run.total, ended);
    return static_cast<double>(left) / per_second;
}

struct Facts {
    std::string count;
    std::string left;                ///< the time; empty: unknown
    std::vector<std::string> others; ///< the most important one first
    std::string room;                ///< what is in use of it

    [[nodiscard]] std::string count_and_left() const {
        return left.empty() ? count : fmt::format("{}{}{}", count, gap, left);
    }
};

Facts facts_of(const ProgressView& view) {
    const RunProgress& run = view.run;
    Facts facts;
    facts.count = run.total ? fmt::format("{} of {}", done(run), *run.total)
                            : fmt::format("{} done", done(run));
    if (const auto left = seconds_left(view); left && *left > 0)
        facts.left = fmt::format("{} left", time_text(*left));
    if (view.seconds >= soonest_rate)
        facts.others.push_back(rate_text(rate(view)));
    if (run.items.failed > 0)
        facts.others.push_back(fmt::format("{} failed", run.items.failed));
    if (!view.limited_by.empty())
        facts.others.push_back("limited by " + on_one_line(view.limited_by));
    facts.room = fmt::format("in flight {} of {}, {} of {}",
                             run.images,
                             counted(view.max_images, "image", "images"),
                             size_text(run.bytes),
                             size_text(view.max_bytes));
    return facts;
}

std::string bar_of(const RunProgress& run, std::size_t width) {
    const double share =
        static_cast<double>(std::min(done(run), *run.total)) / static_cast<double>(*run.total);
    const auto filled = static_cast<std::size_t>(share * static_cast<double>(width));
    return '[' + std::string(filled, '#') + std::string(width - filled, '-') + "] ";
}

// The widest bar that leaves so much room; empty: for none.
std::string bar_beside(const RunProgress& run, std::size_t room) {
    if (run.total && *run.total > 0)
        for (const std::size_t width : bar_widths)
            if (width + 3 <= room)
                return bar_of(run, width);
    return {};
}

std::string number_or_null(const std::optional<double>& number) {
    return number ? fmt::format("{:.3f}", *number) : "null";
}

} // namespace

std::string progress_bar(const ProgressView& view, std::size_t columns) {
    const std::size_t room = columns > 0 ? columns - 1 : 0;
    const Facts facts = facts_of(view);
    std::string text = facts.count_and_left();
    if (display_width(text) > room)
        return facts.count.size() > room ? std::string{} : facts.count;
    const std::size_t narrowest = view.run.total ? bar_widths.back() + 3 : 0;
    for (const std::string& fact : facts.others) {
        if (narrowest + display_width(text) + gap.size() + display_width(fact) > room)
            break;
        text += std::string{gap} + fact;
    }
    text.insert(0, bar_beside(view.run, room - display_width(text)));
    if (display_width(text) + gap.size() + display_width(facts.room) <= room)
        text += std::string{gap} + facts.room;
    return text;
}

std::string progress_line(const ProgressView& view) {
    const Facts facts = facts_of(view);
    std::string text = fmt::format("{}{}{}", time_text(view.seconds), gap, facts.count_and_left());
    for (const std::string& fact : facts.others)
        text += std::string{gap} + fact;
    return fmt::format("{}{}{}", text, gap, facts.room);
}

std::string progress_json(const ProgressView& view) {
    const RunProgress& run = view.run;
    return fmt::format(
        R"({{"event":"progress","seconds":{:.3f},"total":{},"done":{},"written":{},"failed":{},)"
        R"("skipped":{},"dropped":{},"in_flight":{},"images":{},"max_images":{},"bytes":{},)"
        R"("max_bytes":{},"images_per_second":{:.3f},"seconds_left":{},"limited_by":{}}})",
        view.seconds,
        run.total ? std::to_string(*run.total) : "null",
        done(run),
        run.items.written,
        run.items.failed,
        run.items.skipped,
        run.items.dropped,
        run.in_flight,
        run.images,
        view.max_images,
        run.bytes,
        view.max_bytes,
        rate(view),
        number_or_null(seconds_left(view)),
        view.limited_by.empty() ? "null" : json_quoted(view.limited_by));
}

} // namespace penstock::tools

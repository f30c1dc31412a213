// SPDX-License-Identifier: Apache-2.0
#include "tools/progress_text.hpp"

#include "tools/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace penstock::tools {
namespace {

constexpr std::size_t bar_width = 24;
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

std::string facts(const ProgressView& view) {
    const RunProgress& run = view.run;
    std::string text = run.total ? fmt::format("{} of {}", done(run), *run.total)
                                 : fmt::format("{} done", done(run));
    if (view.seconds >= soonest_rate)
        text += "   " + rate_text(rate(view));
    if (run.items.failed > 0)
        text += fmt::format("   {} failed", run.items.failed);
    if (const auto left = seconds_left(view); left && *left > 0)
        text += fmt::format("   {} left", time_text(*left));
    text += fmt::format("   in flight {} of {}, {} of {}",
                        run.images,
                        counted(view.max_images, "image", "images"),
                        size_text(run.bytes),
                        size_text(view.max_bytes));
    return text;
}

std::string number_or_null(const std::optional<double>& number) {
    return number ? fmt::format("{:.3f}", *number) : "null";
}

} // namespace

std::string progress_bar(const ProgressView& view, std::size_t columns) {
    std::string text;
    if (view.run.total && *view.run.total > 0) {
        const std::uint64_t filled =
            std::min(done(view.run), *view.run.total) * bar_width / *view.run.total;
        text = '[' + std::string(filled, '#') + std::string(bar_width - filled, '-') + "] ";
    }
    text += facts(view);
    // All of it is ASCII: a byte is a column. The last column would make some terminals wrap.
    return text.substr(0, columns > 0 ? columns - 1 : 0);
}

std::string progress_line(const ProgressView& view) {
    return time_text(view.seconds) + "   " + facts(view);
}

std::string progress_json(const ProgressView& view) {
    const RunProgress& run = view.run;
    return fmt::format(
        R"({{"event":"progress","seconds":{:.3f},"total":{},"done":{},"written":{},"failed":{},)"
        R"("skipped":{},"dropped":{},"in_flight":{},"images":{},"max_images":{},"bytes":{},)"
        R"("max_bytes":{},"images_per_second":{:.3f},"seconds_left":{}}})",
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
        number_or_null(seconds_left(view)));
}

} // namespace penstock::tools

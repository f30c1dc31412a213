// SPDX-License-Identifier: Apache-2.0
#include "tools/progress.hpp"

#include "tools/terminal.hpp"

namespace penstock::tools {
namespace {

std::chrono::milliseconds interval_of(ProgressStyle style) {
    using namespace std::chrono_literals;
    switch (style) {
    case ProgressStyle::bar:
        return 100ms;
    case ProgressStyle::json:
        return 1000ms;
    default:
        return 10'000ms;
    }
}

} // namespace

ProgressStyle settled(ProgressStyle style) {
    if (style != ProgressStyle::automatic)
        return style;
    return stderr_redraws() ? ProgressStyle::bar : ProgressStyle::plain;
}

Progress::Progress(ProgressStyle style, const Pipeline& pipeline, Talk& talk)
    : style_{style}, pipeline_{pipeline}, talk_{talk} {
    for (const LimiterPlan& limiter : pipeline.plan()) {
        max_images_ += limiter.max_images;
        max_bytes_ += limiter.max_bytes;
    }
    if (style_ != ProgressStyle::none)
        thread_ = std::thread{[this] { tell_until_over(); }};
}

Progress::~Progress() {
    if (!thread_.joinable())
        return;
    {
        const std::scoped_lock lock{mutex_};
        is_over_ = true;
    }
    over_.notify_one();
    thread_.join();
    if (style_ == ProgressStyle::bar)
        talk_.redraw({}); // the summary says it all
    else
        tell();
}

void Progress::tell_until_over() {
    std::unique_lock lock{mutex_};
    while (!over_.wait_for(lock, interval_of(style_), [this] { return is_over_; }))
        tell();
}

void Progress::tell() {
    ProgressView view = look();
    if (is_over_) // it is known now, whatever the sources knew
        view.run.total = view.run.items.discovered;
    switch (style_) {
    case ProgressStyle::bar:
        return talk_.redraw(progress_bar(view, stderr_columns()));
    case ProgressStyle::json:
        return talk_.line(progress_json(view));
    default:
        return talk_.line(progress_line(view));
    }
}

ProgressView Progress::look() const {
    ProgressView view;
    view.run = pipeline_.progress();
    view.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    view.max_images = max_images_;
    view.max_bytes = max_bytes_;
    view.limited_by = limit();
    return view;
}

// What a bar said a moment ago still holds: it costs a look at each call that goes on.
std::string Progress::limit() const {
    const std::scoped_lock lock{recent_mutex_};
    const auto now = std::chrono::steady_clock::now();
    if (!limit_at_ || now - *limit_at_ >= std::chrono::milliseconds{500}) {
        recent_.add(pipeline_.report_so_far());
        limit_ = limit_name(recent_.limit());
        limit_at_ = now;
    }
    return limit_;
}

} // namespace penstock::tools

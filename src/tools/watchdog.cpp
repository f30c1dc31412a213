// SPDX-License-Identifier: Apache-2.0
#include "tools/watchdog.hpp"

#include "tools/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace penstock::tools {
namespace {

// Of a thousand calls that hang, the first ones tell as much.
constexpr std::size_t shown_calls = 20;

} // namespace

std::string calls_text(const std::vector<RunningCall>& calls) {
    std::string text;
    const std::size_t shown = std::min(calls.size(), shown_calls);
    for (std::size_t i = 0; i < shown; ++i)
        text += fmt::format("\n  {} has held {} for {}",
                            calls[i].node,
                            on_one_line(calls[i].item),
                            time_text(calls[i].seconds));
    if (calls.size() > shown)
        text += fmt::format("\n  and {} more", calls.size() - shown);
    return text;
}

std::string calls_json(const std::vector<RunningCall>& calls) {
    std::string list;
    for (const RunningCall& call : calls)
        list += fmt::format(R"({}{{"node":{},{},"seq":{},"seconds":{:.3f}}})",
                            list.empty() ? "" : ",",
                            json_quoted(call.node),
                            json_member("item", call.item),
                            call.sequence,
                            call.seconds);
    return list;
}

std::string stall_text(double seconds, const std::vector<RunningCall>& calls) {
    return fmt::format("nothing has finished for {}", time_text(seconds)) +
           (calls.empty() ? ", and no node is at work: the sources have nothing yet"
                          : ":" + calls_text(calls));
}

std::string stall_event(double seconds, const std::vector<RunningCall>& calls) {
    return fmt::format(
        R"({{"event":"stalled","seconds":{:.3f},"calls":[{}]}})", seconds, calls_json(calls));
}

Watchdog::Watchdog(Duration patience, Looks looks, Talk& talk, bool is_json)
    : patience_{patience}, looks_{std::move(looks)}, talk_{talk}, is_json_{is_json},
      thread_{[this] { watch(); }} {}

Watchdog::~Watchdog() {
    {
        const std::scoped_lock lock{mutex_};
        is_over_ = true;
    }
    over_.notify_one();
    thread_.join();
}

// Looks several times in its patience: it speaks a little late, never too early.
void Watchdog::watch() {
    using Clock = std::chrono::steady_clock;
    const Duration interval =
        std::clamp<Duration>(patience_ / 8, std::chrono::milliseconds{1}, std::chrono::seconds{1});
    Clock::time_point last_end = Clock::now();
    Clock::time_point last_told = last_end;
    std::uint64_t ended = looks_.ended();
    std::unique_lock lock{mutex_};
    while (!over_.wait_for(lock, interval, [this] { return is_over_; })) {
        const Clock::time_point now = Clock::now();
        if (const std::uint64_t seen = looks_.ended(); seen != ended) {
            ended = seen;
            last_end = last_told = now;
        } else if (now - last_told >= patience_) {
            last_told = now;
            tell(now - last_end);
        }
    }
}

void Watchdog::tell(Duration since) {
    const double seconds = std::chrono::duration<double>(since).count();
    const std::vector<RunningCall> calls = looks_.calls();
    talk_.line(is_json_ ? stall_event(seconds, calls) : stall_text(seconds, calls));
}

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#include "tools/signals.hpp"

#include <algorithm>
#include <csignal>
#include <ctime>
#include <pthread.h>
#include <utility>

namespace penstock::tools {
namespace {

// As good as for ever, and no clock overflows.
constexpr Duration longest_grace = std::chrono::hours{24 * 365};

// Wakes the waiting thread; nobody else uses it.
int waking_signal() {
    return SIGRTMIN;
}

// A signal that whoever started us has switched off (nohup does that) stays so.
bool is_ignored(int number) {
    struct sigaction action = {};
    return sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

sigset_t our_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1})
        if (!is_ignored(number))
            sigaddset(&set, number);
    sigaddset(&set, waking_signal());
    return set;
}

// From here on they wait for whoever asks for them. What was held before.
sigset_t hold_signals() {
    const sigset_t set = our_signals();
    sigset_t before;
    pthread_sigmask(SIG_BLOCK, &set, &before);
    return before;
}

} // namespace

void ignore_broken_pipes() {
    std::signal(SIGPIPE, SIG_IGN);
}

StopSignals::StopSignals(Reactions reactions, Duration grace)
    : before_{hold_signals()}, reactions_{std::move(reactions)},
      grace_{std::min(grace, longest_grace)}, thread_{[this] { wait(); }} {}

StopSignals::~StopSignals() {
    is_over_ = true;
    pthread_kill(thread_.native_handle(), waking_signal());
    thread_.join();
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void StopSignals::renew_grace() {
    is_renewed_ = true; // first: who sees the other must see this
    has_grace_ = true;
    pthread_kill(thread_.native_handle(), waking_signal());
}

// 0 where none came before the deadline.
int StopSignals::next_signal(const sigset_t& set) const {
    if (!deadline_ || !has_grace_) {
        int number = 0;
        return sigwait(&set, &number) == 0 ? number : 0;
    }
    const auto left = std::max<Duration>(*deadline_ - std::chrono::steady_clock::now(), {});
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    const timespec time{seconds.count(), (left - seconds).count()};
    return std::max(sigtimedwait(&set, nullptr, &time), 0);
}

bool StopSignals::is_out_of_time() const {
    return deadline_ && has_grace_ && std::chrono::steady_clock::now() >= *deadline_;
}

void StopSignals::wait() {
    const sigset_t set = our_signals();
    ExitCode code = ExitCode::aborted_by_interrupt;
    for (;;) {
        const int number = next_signal(set);
        if (is_over_)
            return;
        const bool is_late = number == 0 && is_out_of_time();
        if (is_renewed_.exchange(false)) {
            if (deadline_)
                deadline_ = std::chrono::steady_clock::now() + grace_;
        } else if (is_late) {
            reactions_.out_of_time(code);
        }
        if (number == 0 || number == waking_signal())
            continue;
        if (number == SIGUSR1) {
            reactions_.tell();
            continue;
        }
        code = number == SIGINT ? ExitCode::aborted_by_interrupt : ExitCode::aborted_by_terminate;
        if (deadline_)
            reactions_.second(code);
        else {
            reactions_.first();
            deadline_ = std::chrono::steady_clock::now() + grace_;
        }
    }
}

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#include "tools/signals.hpp"

#include <csignal>
#include <pthread.h>
#include <utility>

namespace penstock::tools {
namespace {

// Wakes the waiting thread; nobody else uses it.
int waking_signal() {
    return SIGRTMIN;
}

// A signal that whoever started us has switched off (nohup does that) stays so.
bool is_ignored(int number) {
    struct sigaction action = {};
    return sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

sigset_t held_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        if (!is_ignored(number))
            sigaddset(&set, number);
    sigaddset(&set, waking_signal());
    return set;
}

} // namespace

void ignore_broken_pipes() {
    std::signal(SIGPIPE, SIG_IGN);
}

void hold_stop_signals() {
    const sigset_t set = held_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

StopSignals::StopSignals(Reactions reactions)
    : reactions_{std::move(reactions)}, thread_{[this] { wait(); }} {}

StopSignals::~StopSignals() {
    is_over_ = true;
    pthread_kill(thread_.native_handle(), waking_signal());
    thread_.join();
}

void StopSignals::wait() {
    const sigset_t set = held_signals();
    bool is_first = true;
    for (;;) {
        int number = 0;
        if (sigwait(&set, &number) != 0)
            continue;
        if (is_over_)
            return;
        if (std::exchange(is_first, false))
            reactions_.first();
        else
            reactions_.second(number == SIGINT ? ExitCode::aborted_by_interrupt
                                               : ExitCode::aborted_by_terminate);
    }
}

} // namespace penstock::tools

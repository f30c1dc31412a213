// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/units.hpp"

#include "tools/exit_code.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <thread>

namespace penstock::tools {

/// Writing to a pipe that nobody reads is an error like others, not the end of the process.
void ignore_broken_pipes();

/// Receives SIGINT, SIGTERM, SIGHUP and SIGUSR1 while it lives, on a thread of its own; when it
/// ends, they do again what they did before. Begins before any other thread: threads inherit who
/// gets them.
class StopSignals {
public:
    struct Reactions {
        std::function<void()> first; ///< stop in good order
        std::function<void(ExitCode)>
            second; ///< end the process; what it is told is the code to end with
        std::function<void(ExitCode)> out_of_time; ///< the same, when the grace time has passed
        std::function<void()> tell;                ///< SIGUSR1: say how far it is
    };

    /// `grace` is the time between the first signal and `out_of_time`.
    StopSignals(Reactions reactions, Duration grace);
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;
    ~StopSignals();

    /// What was in flight is finished: the grace time means nothing any more.
    void forget_grace() { has_grace_ = false; }
    /// It means something again, and begins now where there was a signal.
    void renew_grace();

private:
    void wait();
    [[nodiscard]] int next_signal(const sigset_t& set) const;
    [[nodiscard]] bool is_out_of_time() const;

    sigset_t before_; // what was held
    Reactions reactions_;
    Duration grace_;
    std::optional<std::chrono::steady_clock::time_point> deadline_; // since the first signal
    std::atomic<bool> has_grace_{true};
    std::atomic<bool> is_renewed_{false};
    std::atomic<bool> is_over_{false};
    std::thread thread_; // last: it uses the others
};

} // namespace penstock::tools

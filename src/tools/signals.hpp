// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/exit_code.hpp"

#include <atomic>
#include <functional>
#include <thread>

namespace penstock::tools {

/// Writing to a pipe that nobody reads is an error like others, not the end of the process.
void ignore_broken_pipes();

/// From here on, Ctrl-C and its like wait for a `StopSignals`. Before any other thread starts:
/// threads inherit this.
void hold_stop_signals();

/// Receives SIGINT, SIGTERM and SIGHUP while it lives, on a thread of its own. `hold_stop_signals`
/// comes first.
class StopSignals {
public:
    struct Reactions {
        std::function<void()> first; ///< stop in good order
        std::function<void(ExitCode)>
            second; ///< end the process; what it is told is the code to end with
    };

    explicit StopSignals(Reactions reactions);
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;
    ~StopSignals();

private:
    void wait();

    Reactions reactions_;
    std::atomic<bool> is_over_{false};
    std::thread thread_; // last: it uses the others
};

} // namespace penstock::tools

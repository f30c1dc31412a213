// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"

#include "tools/progress_style.hpp"
#include "tools/progress_text.hpp"
#include "tools/signals.hpp"
#include "tools/talk.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace penstock::tools {

/// What a run was at when its grace time had passed.
enum class RunPhase : std::uint8_t { planning, running, ending };

/// What is said then: for people, several lines, or one line of JSON. `calls`: those that go on.
[[nodiscard]] std::string aborting_text(RunPhase phase, const std::vector<RunningCall>& calls);
[[nodiscard]] std::string aborting_event(RunPhase phase, const std::vector<RunningCall>& calls);

/// What SIGUSR1 asks for, likewise. `view` counts where the phase is `running`.
[[nodiscard]] std::string
state_text(RunPhase phase, const ProgressView& view, const std::vector<RunningCall>& calls);
[[nodiscard]] std::string
state_event(RunPhase phase, const ProgressView& view, const std::vector<RunningCall>& calls);

/// What Ctrl-C and its like do to `penstock run`, while this lives: from before nodes are made, for
/// their code can hang there too, until they are gone. The first one stops the run in good order,
/// the second one ends the process, and so does the grace time after the first one. SIGUSR1 has it
/// say how far it is, and which nodes hold which items.
class Stopping {
public:
    /// Begins before any other thread. `talk` outlives it.
    Stopping(Talk& talk, ProgressStyle style, Duration grace);

    /// The run itself, which a signal stops. `look` tells how far it is, from any thread.
    class During {
    public:
        During(Stopping& stopping, Pipeline& pipeline, std::function<ProgressView()> look);
        During(const During&) = delete;
        During& operator=(const During&) = delete;
        ~During();

    private:
        Stopping& stopping_;
    };

    /// What was in flight is finished: the grace time means nothing any more. Where a signal ends
    /// the process already, this does not return.
    void run_is_over();
    /// All is said: what is left is to end, for which there is the grace time again.
    void all_is_said() { signals_.renew_grace(); }

private:
    void stop();
    void tell();
    void out_of_time(ExitCode code);
    [[noreturn]] void abort(ExitCode code);

    Talk& talk_;
    ProgressStyle style_;
    std::mutex mutex_;
    Pipeline* pipeline_ = nullptr; // that runs
    std::function<ProgressView()> look_;
    RunPhase phase_ = RunPhase::planning;
    bool is_asked_ = false;
    std::atomic<bool> is_aborting_{false};
    StopSignals signals_; // last: its thread uses the others
};

} // namespace penstock::tools

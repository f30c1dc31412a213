// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_progress.hpp"
#include "penstock/run_report.hpp"

#include "tools/socket_folder.hpp"

#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace penstock::tools {

/// What a process tells of its run.
struct Snapshot {
    std::string text; ///< JSON, on one line with its end
    RunReport report;
    RunProgress progress;
};

/// What became of a question.
struct Answer {
    enum class Kind {
        snapshot,
        ended,       ///< nobody listens there any more
        silent,      ///< no whole answer came in two seconds: it has been stopped, or is busy
                     ///< beyond measure
        strange,     ///< it is no snapshot that this penstock understands
        unreachable, ///< it could not be asked: this process has too many files open, say
    };
    Kind kind = Kind::ended;
    std::optional<Snapshot> snapshot = {}; ///< where it is one
    int error = 0;                         ///< errno where it is unreachable
};

/// A run of another process, which can be looked at.
class RunningRun {
public:
    RunningRun(pid_t process, std::shared_ptr<const SocketFolder> folder)
        : process_{process}, folder_{std::move(folder)} {}

    [[nodiscard]] pid_t process() const { return process_; }
    /// Takes two seconds at most, in which it asks again where an answer is not whole. What a run
    /// that has ended left behind is removed.
    [[nodiscard]] Answer ask() const;

private:
    pid_t process_;
    std::shared_ptr<const SocketFolder> folder_;
};

/// All of this user, by number. What dead processes left behind is removed.
[[nodiscard]] std::vector<RunningRun> running_runs();

/// That of a process. Throws `UsageError`, with one sentence, where there is none: no such process,
/// another user's, or no run of penstock.
[[nodiscard]] RunningRun run_of(pid_t process);

} // namespace penstock::tools

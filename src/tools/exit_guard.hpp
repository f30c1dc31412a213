// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace penstock::tools {

/// While it lives, exit() and quick_exit() end this process with 70 and a sentence about it, where
/// they would have ended it in the middle of its work with the code of whoever called them. Only
/// code of nodes and plugins calls them. _exit() is beyond its reach. One lives at a time.
class ExitGuard {
public:
    ExitGuard();
    ExitGuard(const ExitGuard&) = delete;
    ExitGuard& operator=(const ExitGuard&) = delete;
    ~ExitGuard();

    /// Comes before the destructors of all globals that there are by now: what the threads of a run
    /// still use would fall apart below them. Does nothing where none lives.
    static void come_first();
};

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_report.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::tools {

/// What the program says to whoever called it. The numbers are part of its interface.
enum class ExitCode : std::uint8_t {
    success = 0,
    items_failed = 1,
    usage = 2, ///< of the command line, or a config that was refused
    no_input = 3,
    over_budget = 4, ///< more items failed than the config's error budget allows
    exhausted = 5,   ///< disk full, output read-only, out of descriptors
    bug = 70, ///< the ledger does not add up, an error that nobody expected, or a node's exit()
    interrupted = 75,
    aborted_by_interrupt = 130,
    aborted_by_terminate = 143,
};

/// What a run amounts to. Where several hold, the one that says most about all others.
[[nodiscard]] ExitCode exit_code_of(const RunReport& report);

struct ExitMeaning {
    std::string_view codes; ///< "3"; "130, 143"
    std::string_view meaning;
};

/// All of them, as errors.md lists them.
[[nodiscard]] const std::vector<ExitMeaning>& exit_meanings();

/// A table of them for those who read the help; no line break follows.
[[nodiscard]] std::string exit_codes_text();

} // namespace penstock::tools

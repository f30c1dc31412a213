// SPDX-License-Identifier: Apache-2.0
#include "tools/exit_code.hpp"

#include <fmt/format.h>

namespace penstock::tools {

ExitCode exit_code_of(const RunReport& report) {
    if (!report.is_balanced())
        return ExitCode::bug;
    if (report.end == RunEnd::exhausted)
        return ExitCode::exhausted;
    if (report.end == RunEnd::over_budget)
        return ExitCode::over_budget;
    if (report.end == RunEnd::interrupted || report.end == RunEnd::cancelled)
        return ExitCode::interrupted;
    if (report.items.discovered == 0)
        return ExitCode::no_input;
    return report.items.failed > 0 ? ExitCode::items_failed : ExitCode::success;
}

const std::vector<ExitMeaning>& exit_meanings() {
    static const std::vector<ExitMeaning> meanings = {
        {"0", "no item failed"},
        {"1", "finished; some items failed"},
        {"2", "usage or config"},
        {"3", "no input; of top: there is no run"},
        {"4", "more items failed than the error budget allows; what was begun was finished"},
        {"5",
         "output or system resources exhausted: disk full, read-only; or a node could not be "
         "closed"},
        {"70",
         "a bug in penstock: the items do not add up, or worse; or a node or plugin called exit()"},
        {"75", "interrupted; what was begun was finished"},
        {"130, 143",
         "aborted: by a second SIGINT or SIGTERM, or because the grace time after the first one "
         "had passed"},
    };
    return meanings;
}

std::string exit_codes_text() {
    std::string text = "Exit codes:";
    for (const ExitMeaning& one : exit_meanings())
        text += fmt::format("\n  {:<8}  {}", one.codes, one.meaning);
    return text;
}

} // namespace penstock::tools

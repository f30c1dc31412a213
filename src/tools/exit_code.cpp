// SPDX-License-Identifier: Apache-2.0
#include "tools/exit_code.hpp"

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

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#include "penstock/run_report.hpp"

namespace penstock {

std::string_view to_string(RunEnd end) {
    switch (end) {
    case RunEnd::finished:
        return "finished";
    case RunEnd::interrupted:
        return "interrupted";
    case RunEnd::exhausted:
        return "exhausted";
    case RunEnd::over_budget:
        return "over_budget";
    case RunEnd::cancelled:
        return "cancelled";
    }
    return {};
}

bool RunReport::is_balanced() const {
    return items.ended() == items.discovered && claims_outstanding == 0;
}

} // namespace penstock

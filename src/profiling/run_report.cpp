// SPDX-License-Identifier: Apache-2.0
#include "penstock/run_report.hpp"

namespace penstock {

bool RunReport::is_balanced() const {
    return items.ended() == items.discovered && claims_outstanding == 0;
}

} // namespace penstock

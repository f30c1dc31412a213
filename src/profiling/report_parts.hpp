// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace penstock::profiling {

/// The page of a report without what differs from run to run: report_page/ made into one text, and
/// cut where that is put in.
struct ReportParts {
    std::string_view before_title;
    std::string_view before_drawing;
    std::string_view before_data;
    std::string_view after_data;
};
[[nodiscard]] const ReportParts& report_parts();

} // namespace penstock::profiling

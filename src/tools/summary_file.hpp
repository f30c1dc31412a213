// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_report.hpp"

#include <string>
#include <string_view>

namespace penstock::tools {

/// What stands in that file, which should be a summary. Throws `UsageError`, which begins with what
/// asked for it, where it cannot be read or is empty.
[[nodiscard]] std::string text_of_summary(std::string_view asked_by, const std::string& file);

/// What it reports. Throws `UsageError` likewise, and where it is no summary.
[[nodiscard]] RunReport report_in(std::string_view asked_by, const std::string& file);

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_report.hpp"

#include <string>

namespace penstock::test {

/// What is wrong with the trace in a file, of a run that was not stopped; empty: nothing. Each item
/// has arrows from its source to where it ends, and each call of the report is a slice.
[[nodiscard]] std::string fault_of_trace(const std::string& file, const RunReport& report);

} // namespace penstock::test

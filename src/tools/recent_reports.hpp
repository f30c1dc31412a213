// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/bottleneck.hpp"
#include "penstock/run_report.hpp"

#include <deque>
#include <string>

namespace penstock::tools {

/// Reports of a run while it goes on, of the last ten seconds: what limits it now, which can be
/// another thing than over all of it.
class RecentReports {
public:
    /// The next one. About one a second is kept.
    void add(RunReport report);
    /// What happened in the last ten seconds, or since the begin where there was less; with reports
    /// that are further apart, since the last but one.
    [[nodiscard]] RunReport recent() const;
    /// Of that, or of all of the run where too little happened to tell.
    [[nodiscard]] Bottleneck limit() const;

private:
    std::deque<RunReport> reports_{RunReport{}}; // the first one: of the begin
};

/// What limits, in a word or two: "encode", "gate", "the source before gate". Empty: nothing.
[[nodiscard]] std::string limit_name(const Bottleneck& bottleneck);

} // namespace penstock::tools

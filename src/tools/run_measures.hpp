// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_report.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace penstock::tools {

enum class MeasureUnit : std::uint8_t { count, number, seconds, milliseconds, bytes, share };

/// "count", "seconds", ...; of a share, "share".
[[nodiscard]] const char* to_string(MeasureUnit unit);

/// What is worth more.
enum class Wanted : std::uint8_t { more, less, neither };

/// What a number of a run says, without the number.
struct MeasureKind {
    std::string of;   ///< a node or limiter; empty: the run
    std::string name; ///< "items/s", "mean of a call"
    MeasureUnit unit = MeasureUnit::number;
    Wanted wanted = Wanted::neither;
    /// It is the same in each run that did the same work: a difference is never noise.
    bool is_exact = false;
    /// By how much two neighbouring values can differ, as a share: percentiles are the ends of
    /// buckets.
    double step = 0;
    bool matters_at_zero = true; ///< else it is left out where no run has it
};

struct RunMeasure {
    MeasureKind kind;
    double value = 0;
};

/// The numbers of a run by which runs can be compared. What has no number, such as the time of a
/// call where there was none, is not among them.
[[nodiscard]] std::vector<RunMeasure> measures_of(const RunReport& report);

} // namespace penstock::tools

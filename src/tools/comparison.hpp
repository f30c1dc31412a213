// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_report.hpp"

#include "tools/run_measures.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace penstock::tools {

enum class Verdict : std::uint8_t {
    same,         ///< not different at all
    within_noise, ///< different, but it may be chance
    differs,
    unknown, ///< one side has no such number
};

/// "same", "within_noise", "differs", "unknown".
[[nodiscard]] const char* to_string(Verdict verdict);

/// A number of runs before and after. Of several runs, the medians count.
struct ComparedMeasure {
    MeasureKind kind;
    std::vector<double> before; ///< of each run that has it
    std::vector<double> after;
    /// How much more it is, as a share of what it was; of shares, the difference. Nothing where it
    /// was 0.
    std::optional<double> change;
    std::optional<double> p; ///< of `rank_test`; nothing where there are too few runs
    Verdict verdict = Verdict::unknown;
};

/// What held for the runs, and is not the same.
struct Difference {
    std::string what;   ///< "threads"
    std::string before; ///< "2"; of runs that differ among themselves, "2, 4"
    std::string after;
};

struct Comparison {
    std::size_t runs_before = 0;
    std::size_t runs_after = 0;
    double noise = 0;       ///< changes up to that share are none
    bool is_tested = false; ///< by `rank_test`: there are enough runs
    std::vector<Difference> differences;
    std::vector<std::string> only_before; ///< nodes and limiters that the others have not
    std::vector<std::string> only_after;
    std::string limited_before; ///< what limited most of the runs: a sentence
    std::string limited_after;
    std::vector<ComparedMeasure> measures;

    /// Null where there is none.
    [[nodiscard]] const ComparedMeasure* find(std::string_view of, std::string_view name) const;
};

/// How likely a difference may be chance that is called one.
inline constexpr double significance = 0.05;

/// What changed between two sets of runs, each with 1 to `most_ranked`. `noise` is the share by
/// which runs of the same differ; without it 5 %, or nothing where `rank_test` decides.
[[nodiscard]] Comparison compared(const std::vector<RunReport>& before,
                                  const std::vector<RunReport>& after,
                                  std::optional<double> noise = {});

} // namespace penstock::tools

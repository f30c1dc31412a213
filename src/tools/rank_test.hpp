// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace penstock::tools {

/// The most values that a set may have in `rank_test`.
inline constexpr std::size_t most_ranked = 30;

/// How likely two sets of values differ at least so much in their ranks if what made them was the
/// same (two-sided): the exact distribution of the rank sum over all ways to divide the values, by
/// Wilcoxon ("Individual Comparisons by Ranking Methods", 1945) and Mann and Whitney ("On a Test of
/// Whether one of Two Random Variables is Stochastically Larger than the Other", 1947). Equal
/// values share the mean of their ranks. It asks for nothing of how the values are distributed.
/// Both sets have 1 to `most_ranked` values.
[[nodiscard]] double rank_test(const std::vector<double>& one, const std::vector<double>& other);

/// The least that `rank_test` can say of sets of so many values.
[[nodiscard]] double least_of_rank_test(std::size_t one, std::size_t other);

/// Of values in any order; at least one.
[[nodiscard]] double median_of(std::vector<double> values);

} // namespace penstock::tools

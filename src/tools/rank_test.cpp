// SPDX-License-Identifier: Apache-2.0
#include "tools/rank_test.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace penstock::tools {
namespace {

// Twice the rank of each value, so that the mean of two ranks is a whole number, too; those of
// `one` first.
std::vector<int> doubled_ranks(const std::vector<double>& one, const std::vector<double>& other) {
    std::vector<double> all = one;
    all.insert(all.end(), other.begin(), other.end());
    std::vector<int> ranks;
    for (const double value : all) {
        const auto below = std::ranges::count_if(all, [&](double v) { return v < value; });
        const auto equal = std::ranges::count(all, value);
        ranks.push_back(static_cast<int>(2 * below + equal + 1));
    }
    return ranks;
}

// In how many ways `size` of the ranks can be chosen, by their sum.
std::vector<double> ways_by_sum(const std::vector<int>& ranks, std::size_t size) {
    std::size_t most = 0;
    for (const int rank : ranks)
        most += static_cast<std::size_t>(rank);
    std::vector<std::vector<double>> ways(size + 1, std::vector<double>(most + 1, 0));
    ways[0][0] = 1;
    for (const int rank : ranks) {
        const auto step = static_cast<std::size_t>(rank);
        for (std::size_t chosen = size; chosen > 0; --chosen)
            for (std::size_t sum = most; sum >= step; --sum)
                ways[chosen][sum] += ways[chosen - 1][sum - step];
    }
    return ways[size];
}

} // namespace

double rank_test(const std::vector<double>& one, const std::vector<double>& other) {
    const std::vector<int> ranks = doubled_ranks(one, other);
    int sum = 0;
    for (std::size_t i = 0; i < one.size(); ++i)
        sum += ranks[i];
    // Twice the mean of the rank sum is n (N + 1); of doubled ranks, that is its mean.
    const int mean = static_cast<int>(one.size() * (ranks.size() + 1));
    const int distance = std::abs(sum - mean);
    const std::vector<double> ways = ways_by_sum(ranks, one.size());
    double as_far = 0;
    double all = 0;
    for (std::size_t i = 0; i < ways.size(); ++i) {
        all += ways[i];
        if (std::abs(static_cast<int>(i) - mean) >= distance)
            as_far += ways[i];
    }
    return as_far / all;
}

double least_of_rank_test(std::size_t one, std::size_t other) {
    double divisions = 1;
    for (std::size_t i = 1; i <= one; ++i)
        divisions = divisions * static_cast<double>(other + i) / static_cast<double>(i);
    return std::min(1.0, 2 / divisions);
}

double median_of(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

} // namespace penstock::tools

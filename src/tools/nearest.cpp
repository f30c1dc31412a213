// SPDX-License-Identifier: Apache-2.0
#include "tools/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace penstock::tools {
namespace {

// Letters to add, remove, change, or swap with the next.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> table(a.size() + 1,
                                                std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
        table[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j)
        table[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            table[i][j] =
                std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
        }
    return table[a.size()][b.size()];
}

} // namespace

std::string did_you_mean(std::string_view typed, const std::vector<std::string>& names) {
    constexpr std::size_t longest = 64; // longer texts are like no name
    if (typed.empty() || typed.size() > longest)
        return {};
    const std::string* nearest = nullptr;
    std::size_t least = std::max<std::size_t>(1, typed.size() / 3) + 1;
    for (const std::string& name : names) {
        const std::size_t difference = name.starts_with(typed) ? 1 : distance(typed, name);
        if (difference < least) {
            least = difference;
            nearest = &name;
        }
    }
    return nearest == nullptr ? "" : "; did you mean \"" + *nearest + "\"?";
}

} // namespace penstock::tools

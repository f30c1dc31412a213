// SPDX-License-Identifier: Apache-2.0
#include "config/nearest.hpp"

#include "config/words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>

namespace penstock::config {
namespace {

constexpr std::size_t longest_name = 64; // beyond it nobody mistyped; it bounds the work too
constexpr std::size_t most_candidates = 2000;

std::string lower(std::string_view text) {
    std::string result{text};
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return result;
}

// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
std::size_t edit_distance(std::string_view left, std::string_view right) {
    using Row = std::array<std::size_t, longest_name + 1>;
    Row before_last{};
    Row last{};
    Row current{};
    for (std::size_t j = 0; j <= right.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
            current[j] = std::min({last[j] + 1, current[j - 1] + 1, replaced});
            const bool is_swap =
                i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
            if (is_swap)
                current[j] = std::min(current[j], before_last[j - 2] + 1);
        }
        before_last = last;
        last = current;
    }
    return last[right.size()];
}

std::size_t allowed_distance(std::size_t length) {
    return length <= 3 ? 1 : length <= 6 ? 2 : 3;
}

} // namespace

std::string nearest(std::string_view name, const std::vector<std::string>& candidates) {
    if (name.empty() || name.size() > longest_name || candidates.size() > most_candidates)
        return {};
    const std::string wanted = lower(name);
    std::string best;
    std::size_t best_distance = allowed_distance(name.size()) + 1;
    for (const std::string& candidate : candidates) {
        if (candidate.size() > longest_name)
            continue;
        const std::string known = lower(candidate);
        std::size_t distance = edit_distance(wanted, known);
        // Two letters that have nothing in common are two edits apart as well.
        if (distance >= std::max(wanted.size(), known.size()))
            continue;
        if (wanted.size() >= 3 && known.compare(0, wanted.size(), wanted) == 0)
            distance = std::min<std::size_t>(distance, 1);
        if (distance < best_distance) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates) {
    const std::string best = nearest(name, candidates);
    return best.empty() ? std::string{} : "; did you mean " + in_quotes(best) + "?";
}

} // namespace penstock::config

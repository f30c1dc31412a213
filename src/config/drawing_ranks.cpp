// SPDX-License-Identifier: Apache-2.0
#include "config/drawing_ranks.hpp"

#include <algorithm>
#include <numeric>

namespace penstock::config {
namespace {

constexpr int sweeps = 12; // orders hardly change after four; pipelines are small

constexpr double side_stream = 0.0005; // the weight of an edge that failed items leave by

bool carries_items(const DrawnEdge& edge) {
    return !is_backwards(edge.flow);
}

std::vector<std::size_t> longest_ways(const DrawnGraph& graph) {
    std::vector<std::size_t> rank(graph.nodes.size(), 0);
    // Each round settles at least one more column.
    for (std::size_t round = 0; round < graph.nodes.size(); ++round)
        for (const DrawnEdge& edge : graph.edges)
            if (carries_items(edge))
                rank[edge.to] = std::max(rank[edge.to], rank[edge.from] + 1);
    // What nothing leads to moves next to what it feeds.
    std::vector<std::size_t> nearest(graph.nodes.size(), graph.nodes.size());
    std::vector<bool> is_fed(graph.nodes.size(), false);
    for (const DrawnEdge& edge : graph.edges)
        if (carries_items(edge)) {
            nearest[edge.from] = std::min(nearest[edge.from], rank[edge.to]);
            is_fed[edge.to] = true;
        }
    for (std::size_t node = 0; node < rank.size(); ++node)
        if (!is_fed[node] && nearest[node] < graph.nodes.size())
            rank[node] = nearest[node] - 1;
    return rank;
}

Ranks with_slots(const DrawnGraph& graph) {
    Ranks ranks;
    const std::vector<std::size_t> rank = longest_ways(graph);
    for (std::size_t node = 0; node < rank.size(); ++node)
        ranks.slots.push_back({.node = node, .rank = rank[node], .before = {}, .after = {}});
    for (const DrawnEdge& edge : graph.edges) {
        std::vector<std::size_t> chain;
        if (carries_items(edge)) {
            const double weight = edge.flow == DrawnFlow::items ? 1 : side_stream;
            chain.push_back(edge.from);
            for (std::size_t r = rank[edge.from] + 1; r < rank[edge.to]; ++r) {
                ranks.slots.push_back({.node = {}, .rank = r, .before = {}, .after = {}});
                chain.push_back(ranks.slots.size() - 1);
            }
            chain.push_back(edge.to);
            for (std::size_t i = 1; i < chain.size(); ++i) {
                ranks.slots[chain[i - 1]].after.push_back({chain[i], weight});
                ranks.slots[chain[i]].before.push_back({chain[i - 1], weight});
            }
        }
        ranks.chains.push_back(std::move(chain));
    }
    for (std::size_t slot = 0; slot < ranks.slots.size(); ++slot) {
        const std::size_t r = ranks.slots[slot].rank;
        ranks.rows.resize(std::max(ranks.rows.size(), r + 1));
        ranks.rows[r].push_back(slot);
    }
    return ranks;
}

std::vector<std::size_t> positions(const Ranks& ranks) {
    std::vector<std::size_t> position(ranks.slots.size(), 0);
    for (const auto& row : ranks.rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            position[row[i]] = i;
    return position;
}

std::size_t crossings(const Ranks& ranks) {
    const std::vector<std::size_t> position = positions(ranks);
    std::size_t count = 0;
    for (const auto& row : ranks.rows)
        for (std::size_t upper = 0; upper < row.size(); ++upper)
            for (std::size_t lower = upper + 1; lower < row.size(); ++lower)
                for (const Neighbour& a : ranks.slots[row[upper]].after)
                    for (const Neighbour& b : ranks.slots[row[lower]].after)
                        count += position[a.slot] > position[b.slot] ? 1 : 0;
    return count;
}

// Sorts a column by the mean position of its neighbours on one side.
void sort_by_neighbours(Ranks& ranks, std::size_t column, std::vector<Neighbour> Slot::*side) {
    const std::vector<std::size_t> position = positions(ranks);
    std::vector<double> key(ranks.slots.size(), 0);
    for (const std::size_t slot : ranks.rows[column]) {
        const std::vector<Neighbour>& others = ranks.slots[slot].*side;
        double sum = 0;
        for (const Neighbour& other : others)
            sum += static_cast<double>(position[other.slot]);
        key[slot] = others.empty() ? static_cast<double>(position[slot])
                                   : sum / static_cast<double>(others.size());
    }
    std::stable_sort(ranks.rows[column].begin(),
                     ranks.rows[column].end(),
                     [&](std::size_t a, std::size_t b) { return key[a] < key[b]; });
}

} // namespace

Ranks ranked(const DrawnGraph& graph) {
    Ranks ranks = with_slots(graph);
    std::vector<std::vector<std::size_t>> best = ranks.rows;
    std::size_t fewest = crossings(ranks);
    for (int sweep = 0; sweep < sweeps && fewest > 0; ++sweep) {
        for (std::size_t column = 1; column < ranks.rows.size(); ++column)
            sort_by_neighbours(ranks, column, &Slot::before);
        for (std::size_t column = ranks.rows.size(); column-- > 0;)
            sort_by_neighbours(ranks, column, &Slot::after);
        if (const std::size_t count = crossings(ranks); count < fewest) {
            fewest = count;
            best = ranks.rows;
        }
    }
    ranks.rows = std::move(best);
    return ranks;
}

} // namespace penstock::config

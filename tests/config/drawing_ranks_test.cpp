// SPDX-License-Identifier: Apache-2.0
#include "config/drawing_ranks.hpp"

#include "support/catch.hpp"

#include <string>
#include <utility>

using namespace penstock::config;

namespace {

DrawnGraph graph_of(std::size_t nodes,
                    const std::vector<std::pair<std::size_t, std::size_t>>& edges) {
    DrawnGraph graph;
    for (std::size_t i = 0; i < nodes; ++i)
        graph.nodes.push_back({.name = std::to_string(i), .detail = {}, .attributes = {}});
    for (const auto& [from, to] : edges)
        graph.edges.push_back({.from = from, .to = to, .label = {}});
    return graph;
}

std::vector<std::size_t> columns(const DrawnGraph& graph) {
    const Ranks ranks = ranked(graph);
    std::vector<std::size_t> result;
    for (std::size_t node = 0; node < graph.nodes.size(); ++node)
        result.push_back(ranks.slots[node].rank);
    return result;
}

} // namespace

TEST_CASE("a node stands behind the longest way to it", "[config][drawing]") {
    CHECK(columns(graph_of(4, {{0, 1}, {1, 2}, {2, 3}, {0, 3}})) ==
          std::vector<std::size_t>{0, 1, 2, 3});
}

TEST_CASE("a source stands next to what it feeds", "[config][drawing]") {
    // 4 feeds 3 only, which is far right.
    CHECK(columns(graph_of(5, {{0, 1}, {1, 2}, {2, 3}, {4, 3}})) ==
          std::vector<std::size_t>{0, 1, 2, 3, 2});
}

TEST_CASE("a long edge has a passage in each column that it crosses", "[config][drawing]") {
    const Ranks ranks = ranked(graph_of(4, {{0, 1}, {1, 2}, {2, 3}, {0, 3}}));
    CHECK(ranks.chains[0].size() == 2);
    CHECK(ranks.chains[3].size() == 4);
    CHECK(ranks.rows[1].size() == 2);
    CHECK_FALSE(ranks.slots[ranks.chains[3][1]].node.has_value());
}

TEST_CASE("columns are ordered so that edges do not cross where they need not",
          "[config][drawing]") {
    // As written, 1 -> 4 and 2 -> 3 cross.
    const Ranks ranks = ranked(graph_of(6, {{0, 1}, {0, 2}, {1, 4}, {2, 3}, {3, 5}, {4, 5}}));
    const bool first_is_upper = ranks.rows[1][0] == 1;
    const bool its_target_is_upper = ranks.rows[2][0] == 4;
    CHECK(first_is_upper == its_target_is_upper);
}

TEST_CASE("what flows backwards does not move columns", "[config][drawing]") {
    DrawnGraph graph = graph_of(3, {{0, 1}, {1, 2}});
    graph.edges.push_back({.from = 2, .to = 0, .label = {}, .flow = DrawnFlow::claims});
    graph.edges.push_back({.from = 1, .to = 0, .label = {}, .flow = DrawnFlow::budget});
    CHECK(columns(graph) == std::vector<std::size_t>{0, 1, 2});
    CHECK(ranked(graph).chains[2].empty());
}

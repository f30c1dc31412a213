// SPDX-License-Identifier: Apache-2.0
#include "config/drawing_layout.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <random>
#include <string>

using namespace penstock::config;

namespace {

DrawnGraph chain(const std::vector<std::string>& names) {
    DrawnGraph graph;
    for (const std::string& name : names)
        graph.nodes.push_back({.name = name, .detail = "type", .attributes = {}});
    for (std::size_t i = 1; i < names.size(); ++i)
        graph.edges.push_back({.from = i - 1, .to = i, .label = {}});
    return graph;
}

// Edges from lower to higher numbers: no cycles.
DrawnGraph random_graph(std::uint32_t seed) {
    std::mt19937 random{seed};
    DrawnGraph graph;
    const std::size_t size = 3 + random() % 14;
    for (std::size_t i = 0; i < size; ++i)
        graph.nodes.push_back({.name = "node" + std::to_string(i),
                               .detail = "type, unlimited",
                               .attributes = random() % 3 == 0 ? "size=small" : ""});
    for (std::size_t i = 1; i < size; ++i)
        for (std::size_t k = 0; k <= random() % 2; ++k)
            graph.edges.push_back(
                {.from = random() % i,
                 .to = i,
                 .label = random() % 4 == 0 ? "failed" : "",
                 .flow = random() % 5 == 0 ? DrawnFlow::dead_letter : DrawnFlow::items});
    graph.edges.push_back(
        {.from = size - 1, .to = 0, .label = "claims", .flow = DrawnFlow::claims});
    graph.edges.push_back(
        {.from = size / 2, .to = 0, .label = "claims", .flow = DrawnFlow::claims});
    return graph;
}

bool overlap(const Box& a, const Box& b) {
    return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

} // namespace

TEST_CASE("a chain lies on one line from left to right", "[config][drawing]") {
    const Layout layout = laid_out(chain({"a", "a longer name", "c", "d"}));
    REQUIRE(layout.boxes.size() == 4);
    for (std::size_t i = 1; i < 4; ++i) {
        CHECK(layout.boxes[i].x > layout.boxes[i - 1].right());
        CHECK(layout.boxes[i].middle() == Catch::Detail::Approx(layout.boxes[0].middle()));
    }
}

TEST_CASE("the main stream runs straight past failed items", "[config][drawing]") {
    DrawnGraph graph = chain({"source", "gate", "decode", "resize", "write"});
    graph.nodes.push_back({.name = "lost", .detail = "record", .attributes = {}});
    graph.edges.push_back({.from = 2, .to = 5, .label = "failed", .flow = DrawnFlow::dead_letter});
    const Layout layout = laid_out(graph);
    for (std::size_t i = 1; i < 5; ++i)
        CHECK(std::abs(layout.boxes[i].middle() - layout.boxes[0].middle()) < 0.5);
}

TEST_CASE("boxes hold their texts", "[config][drawing]") {
    const std::string name = "a_name_that_is_rather_long_for_a_node_of_a_graph";
    const Layout layout = laid_out(chain({"a", name}));
    CHECK(layout.boxes[1].width > text_width(name, 14));
    CHECK(text_width("mmmm", 14) > text_width("iiii", 14));
    CHECK(text_width("\xC3\xA9", 14) < text_width("ee", 14)); // one character of two bytes
}

TEST_CASE("no boxes overlap, items flow to the right, and all of it is inside the drawing",
          "[config][drawing]") {
    for (std::uint32_t seed = 0; seed < 200; ++seed) {
        const DrawnGraph graph = random_graph(seed);
        const Layout layout = laid_out(graph);
        CAPTURE(seed);
        std::size_t overlaps = 0;
        for (std::size_t a = 0; a < layout.boxes.size(); ++a)
            for (std::size_t b = a + 1; b < layout.boxes.size(); ++b)
                overlaps += overlap(layout.boxes[a], layout.boxes[b]) ? 1 : 0;
        REQUIRE(overlaps == 0);
        for (const Box& box : layout.boxes)
            REQUIRE((box.x >= 0 && box.y >= 0 && box.right() <= layout.width &&
                     box.bottom() <= layout.height));
        for (std::size_t i = 0; i < graph.edges.size(); ++i) {
            const std::vector<Point>& points = layout.routes[i].points;
            REQUIRE(points.size() >= 2);
            for (const Point& point : points)
                REQUIRE((point.y >= 0 && point.y <= layout.height && point.x <= layout.width));
            if (!is_backwards(graph.edges[i].flow))
                REQUIRE(std::is_sorted(points.begin(),
                                       points.end(),
                                       [](const Point& a, const Point& b) { return a.x < b.x; }));
        }
    }
}

TEST_CASE("edges begin and end at their boxes", "[config][drawing]") {
    const DrawnGraph graph = random_graph(7);
    const Layout layout = laid_out(graph);
    for (std::size_t i = 0; i < graph.edges.size(); ++i) {
        if (is_backwards(graph.edges[i].flow))
            continue;
        const Box& from = layout.boxes[graph.edges[i].from];
        const Box& to = layout.boxes[graph.edges[i].to];
        CHECK(layout.routes[i].points.front().x == Catch::Detail::Approx(from.right()));
        CHECK(layout.routes[i].points.front().y == Catch::Detail::Approx(from.middle()));
        CHECK(layout.routes[i].points.back().x == Catch::Detail::Approx(to.x));
        CHECK(layout.routes[i].points.back().y == Catch::Detail::Approx(to.middle()));
    }
}

TEST_CASE("what flows backwards passes under all boxes", "[config][drawing]") {
    DrawnGraph graph = chain({"source", "gate", "load", "write"});
    graph.edges.push_back({.from = 3, .to = 1, .label = "claims", .flow = DrawnFlow::claims});
    const Layout layout = laid_out(graph);
    const Route& route = layout.routes.back();
    double lowest_box = 0;
    for (const Box& box : layout.boxes)
        lowest_box = std::max(lowest_box, box.bottom());
    CHECK(std::any_of(route.points.begin(), route.points.end(), [&](const Point& point) {
        return point.y > lowest_box;
    }));
    CHECK_FALSE(route.joins);
}

TEST_CASE("of several ways back to one gate the shorter ones join the longest",
          "[config][drawing]") {
    DrawnGraph graph = chain({"source", "gate", "load", "resize", "write"});
    graph.nodes.push_back({.name = "lost", .detail = "record", .attributes = {}});
    graph.edges.push_back({.from = 2, .to = 5, .label = {}, .flow = DrawnFlow::dead_letter});
    graph.edges.push_back({.from = 5, .to = 1, .label = "claims", .flow = DrawnFlow::claims});
    graph.edges.push_back({.from = 4, .to = 1, .label = "claims", .flow = DrawnFlow::claims});
    const Layout layout = laid_out(graph);
    CHECK(layout.routes[5].joins);
    CHECK_FALSE(layout.routes[6].joins);
    CHECK(layout.routes[5].points.back().y == layout.routes[6].points[1].y);
}

TEST_CASE("a graph without nodes is drawn as nothing", "[config][drawing]") {
    const Layout layout = laid_out({});
    CHECK(layout.boxes.empty());
    CHECK(layout.width > 0);
}

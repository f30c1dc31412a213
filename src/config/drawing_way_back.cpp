// SPDX-License-Identifier: Apache-2.0
#include "config/drawing_layout.hpp"

#include <algorithm>
#include <map>

namespace penstock::config {
namespace {

constexpr double distance = 18; // from what a route passes
constexpr double label_height = 14;

class WayBack {
public:
    WayBack(const DrawnGraph& graph, Layout& layout) : graph_{graph}, layout_{layout} {
        for (const Box& box : layout_.boxes)
            lowest_ = std::max(lowest_, box.bottom());
    }

    void route() {
        std::vector<std::size_t> claims;
        bool is_needed = false;
        for (std::size_t i = 0; i < graph_.edges.size(); ++i) {
            is_needed = is_needed || is_backwards(graph_.edges[i].flow);
            if (graph_.edges[i].flow == DrawnFlow::budget)
                route_budget(i);
            else if (graph_.edges[i].flow == DrawnFlow::claims)
                claims.push_back(i);
        }
        // The longest first: the others join it.
        std::stable_sort(claims.begin(), claims.end(), [this](std::size_t a, std::size_t b) {
            return begin_of(graph_.edges[a], lowest_) > begin_of(graph_.edges[b], lowest_);
        });
        for (const std::size_t edge : claims)
            route_claims(edge);
        if (is_needed)
            layout_.height = lowest_ + drawing_margin;
    }

private:
    // A short way, as high as what stands between the two allows.
    void route_budget(std::size_t index) {
        const DrawnEdge& edge = graph_.edges[index];
        const Box& from = layout_.boxes[edge.from];
        const Box& to = layout_.boxes[edge.to];
        const double y =
            clear_below(std::max(from.bottom(), to.bottom()) + distance, to.x, from.right());
        Route& route = layout_.routes[index];
        leave(route, edge, y, -4);
        arrive(route, edge, y, -4);
        lowest_ = std::max(lowest_, y + label_height);
    }

    // Under everything, on one height for all that leads to the same gate.
    void route_claims(std::size_t index) {
        const DrawnEdge& edge = graph_.edges[index];
        const auto [channel, is_first] = channels_.try_emplace(edge.to, lowest_ + distance);
        Route& route = layout_.routes[index];
        leave(route, edge, channel->second, 0);
        if (is_first) {
            arrive(route, edge, channel->second, 8);
            lowest_ = channel->second + label_height;
        } else {
            route.joins = true;
        }
    }

    double begin_of(const DrawnEdge& edge, double y) const {
        const Box& from = layout_.boxes[edge.from];
        return has_box_below(edge.from, y) ? from.right() + distance : from.centre();
    }

    // Downwards out of the box; out of its side where another box is in the way.
    void leave(Route& route, const DrawnEdge& edge, double y, double shift) const {
        const Box& from = layout_.boxes[edge.from];
        const double x = begin_of(edge, y) + shift;
        if (x > from.right()) {
            route.points.push_back({from.right(), from.middle() + 12});
            route.points.push_back({x, from.middle() + 12});
        } else {
            route.points.push_back({x, from.bottom()});
        }
        route.points.push_back({x, y});
    }

    // Upwards into the box; into its side where another box is in the way.
    void arrive(Route& route, const DrawnEdge& edge, double y, double shift) const {
        const Box& to = layout_.boxes[edge.to];
        const bool is_from_side = has_box_below(edge.to, y);
        const double x = is_from_side ? to.x - distance + shift / 2 : to.centre() + shift;
        route.label = {(route.points.back().x + x) / 2, y + 9};
        route.points.push_back({x, y});
        if (is_from_side) {
            route.points.push_back({x, to.middle() + 14});
            route.points.push_back({to.x, to.middle() + 14});
        } else {
            route.points.push_back({x, to.bottom()});
        }
    }

    double clear_below(double y, double left, double right) const {
        for (bool is_clear = false; !is_clear;) {
            is_clear = true;
            for (const Box& box : layout_.boxes)
                if (box.x < right && box.right() > left && box.y - label_height < y &&
                    y < box.bottom() + distance / 2) {
                    y = box.bottom() + distance;
                    is_clear = false;
                }
        }
        return y;
    }

    bool has_box_below(std::size_t node, double y) const {
        const Box& own = layout_.boxes[node];
        return std::any_of(layout_.boxes.begin(), layout_.boxes.end(), [&](const Box& box) {
            return box.x == own.x && box.y > own.y && box.y < y;
        });
    }

    const DrawnGraph& graph_;
    Layout& layout_;
    std::map<std::size_t, double> channels_; // height, by the node that claims go back to
    double lowest_ = 0;
};

} // namespace

void route_backwards(const DrawnGraph& graph, Layout& layout) {
    WayBack{graph, layout}.route();
}

} // namespace penstock::config

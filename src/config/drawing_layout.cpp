// SPDX-License-Identifier: Apache-2.0
#include "config/drawing_layout.hpp"

#include "config/drawing_ranks.hpp"

#include <algorithm>
#include <cmath>

namespace penstock::config {
namespace {

constexpr double column_gap = 48;
constexpr double row_gap = 22;
constexpr double passage_height = 8;
constexpr double text_inset = 16;
constexpr double name_size = 14;

class Placement {
public:
    Placement(const DrawnGraph& graph, Ranks ranks)
        : graph_{graph}, ranks_{std::move(ranks)}, tops_(ranks_.slots.size(), 0) {}

    Layout made() {
        measure();
        place_columns();
        place_rows();
        for (std::size_t edge = 0; edge < graph_.edges.size(); ++edge)
            layout_.routes.push_back(is_backwards(graph_.edges[edge].flow)
                                         ? Route{}
                                         : forward_route(ranks_.chains[edge]));
        layout_.width = column_end_.back() + drawing_margin;
        for (const Box& box : layout_.boxes)
            layout_.height = std::max(layout_.height, box.bottom() + drawing_margin);
        route_backwards(graph_, layout_);
        return std::move(layout_);
    }

private:
    double height_of(std::size_t slot) const {
        const auto& node = ranks_.slots[slot].node;
        return node ? layout_.boxes[*node].height : passage_height;
    }
    double middle_of(std::size_t slot) const { return tops_[slot] + height_of(slot) / 2; }

    void measure() {
        for (const DrawnNode& node : graph_.nodes) {
            const std::vector<std::string> lines = lines_of(node);
            double width = std::max(text_width(node.name, name_size), // both are bold
                                    text_width(node.mark, small_size)) *
                           1.06;
            for (const std::string& line : lines)
                width = std::max(width, text_width(line, small_size));
            Box box;
            box.width = 2 * text_inset + width;
            box.height = 32 + line_height * static_cast<double>(lines.size()) +
                         (node.mark.empty() ? 0 : line_height) + (node.heat ? bar_height : 0);
            layout_.boxes.push_back(box);
        }
    }

    void place_columns() {
        double x = drawing_margin;
        for (std::size_t column = 0; column < ranks_.rows.size(); ++column) {
            double width = 0;
            for (const std::size_t slot : ranks_.rows[column])
                if (ranks_.slots[slot].node)
                    width = std::max(width, layout_.boxes[*ranks_.slots[slot].node].width);
            for (const std::size_t slot : ranks_.rows[column])
                if (const auto& node = ranks_.slots[slot].node) {
                    layout_.boxes[*node].width = width; // one width a column looks calm
                    layout_.boxes[*node].x = x;
                }
            column_begin_.push_back(x);
            column_end_.push_back(x + width);
            x += width + std::max(column_gap, widest_label_behind(column) + 36);
        }
    }

    double widest_label_behind(std::size_t column) const {
        double width = 0;
        for (const DrawnEdge& edge : graph_.edges)
            if (!is_backwards(edge.flow) && !edge.label.empty() &&
                ranks_.slots[edge.to].rank == column + 1)
                width = std::max(width, text_width(edge.label, small_size));
        return width;
    }

    // Columns take turns: each puts its slots as near as possible to the mean height of their
    // neighbours.
    void place_rows() {
        for (std::size_t column = 0; column < ranks_.rows.size(); ++column)
            settle(column, {});
        for (int round = 0; round < 12; ++round) {
            for (std::size_t column = 1; column < ranks_.rows.size(); ++column)
                settle(column, {&Slot::before});
            for (std::size_t column = ranks_.rows.size(); column-- > 0;)
                settle(column, {&Slot::after});
            for (std::size_t column = 0; column < ranks_.rows.size(); ++column)
                settle(column, {&Slot::before, &Slot::after});
        }
        const double top = *std::min_element(tops_.begin(), tops_.end());
        for (double& y : tops_)
            y += drawing_margin - top;
        for (std::size_t node = 0; node < layout_.boxes.size(); ++node)
            layout_.boxes[node].y = tops_[node];
    }

    void settle(std::size_t column, const std::vector<std::vector<Neighbour> Slot::*>& sides) {
        // Pool adjacent violators: the nearest heights, by least squares, that keep the order and
        // the gaps.
        struct Block {
            double mean;
            double weight;
            std::size_t size;
        };
        const std::vector<std::size_t>& row = ranks_.rows[column];
        std::vector<Block> blocks;
        std::vector<double> offsets;
        double offset = 0;
        for (const std::size_t slot : row) {
            const Pull pull = pull_on(slot, sides);
            blocks.push_back({pull.middle - height_of(slot) / 2 - offset, pull.weight, 1});
            offsets.push_back(offset);
            offset += height_of(slot) + row_gap;
            while (blocks.size() > 1 && blocks[blocks.size() - 2].mean > blocks.back().mean) {
                const Block last = blocks.back();
                blocks.pop_back();
                Block& merged = blocks.back();
                merged.mean = (merged.mean * merged.weight + last.mean * last.weight) /
                              (merged.weight + last.weight);
                merged.weight += last.weight;
                merged.size += last.size;
            }
        }
        std::size_t index = 0;
        for (const Block& block : blocks)
            for (std::size_t i = 0; i < block.size; ++i, ++index)
                tops_[row[index]] = block.mean + offsets[index];
    }

    struct Pull {
        double middle;
        double weight;
    };

    // Where its neighbours would like a slot to be.
    Pull pull_on(std::size_t slot, const std::vector<std::vector<Neighbour> Slot::*>& sides) const {
        double sum = 0;
        double weight = 0;
        for (const auto side : sides)
            for (const Neighbour& other : ranks_.slots[slot].*side) {
                sum += middle_of(other.slot) * other.weight;
                weight += other.weight;
            }
        if (weight > 0)
            return {sum / weight, weight};
        return {middle_of(slot), 0.01}; // it gives way to everything that has neighbours
    }

    Route forward_route(const std::vector<std::size_t>& chain) const {
        Route route;
        for (std::size_t i = 0; i < chain.size(); ++i) {
            const std::size_t rank = ranks_.slots[chain[i]].rank;
            const double y = middle_of(chain[i]);
            if (i > 0)
                route.points.push_back({column_begin_[rank], y});
            if (i + 1 < chain.size())
                route.points.push_back({column_end_[rank], y});
        }
        const Point& end = route.points.back();
        const Point& before = route.points[route.points.size() - 2];
        // Near the end, where the routes of a fan-out have parted.
        route.label = {before.x + (end.x - before.x) * 0.66, before.y + (end.y - before.y) * 0.8};
        return route;
    }

    const DrawnGraph& graph_;
    Ranks ranks_;
    std::vector<double> tops_; // by slot
    std::vector<double> column_begin_;
    std::vector<double> column_end_;
    Layout layout_;
};

// In thousandths of the font size; between DejaVu Sans, which is wide, and Helvetica.
int advance_of(char c) {
    if (std::string_view{"ijl.,:;'|!I "}.find(c) != std::string_view::npos)
        return 320;
    if (std::string_view{"frt()[]{}/-\\\""}.find(c) != std::string_view::npos)
        return 400;
    if (std::string_view{"mwMW@%"}.find(c) != std::string_view::npos)
        return 930;
    if (c >= 'A' && c <= 'Z')
        return 690;
    return 610;
}

} // namespace

double text_width(std::string_view utf8, double font_size) {
    int thousandths = 0;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80)
            thousandths += advance_of(c);
        else if (byte >= 0xC0) // the first byte of a character; wide ones take a whole square
            thousandths += byte >= 0xE3 ? 1000 : 650;
    }
    return font_size * thousandths / 1000;
}

Layout laid_out(const DrawnGraph& graph) {
    if (graph.nodes.empty())
        return {
            .width = 2 * drawing_margin, .height = 2 * drawing_margin, .boxes = {}, .routes = {}};
    return Placement{graph, ranked(graph)}.made();
}

} // namespace penstock::config

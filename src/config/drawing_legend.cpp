// SPDX-License-Identifier: Apache-2.0
#include "config/drawing_legend.hpp"

#include "config/drawing_elements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace penstock::config {
namespace {

constexpr std::string_view heading = "busy, of the time:";
constexpr std::array samples{0, 25, 50, 75, 100}; // per cent
constexpr double swatch_width = 42;
constexpr double swatch_height = 18;
constexpr double gap = 4;

double swatches_begin() {
    return drawing_margin + text_width(heading, small_size) + 2 * gap;
}

double swatches_end() {
    return swatches_begin() + samples.size() * (swatch_width + gap);
}

std::string swatches(double y) {
    constexpr double baseline = 13;
    std::string text = "<g class=\"heated\">\n";
    text += text_element({drawing_margin, y + baseline}, "small", heading, "start");
    Box box{swatches_begin(), y, swatch_width, swatch_height};
    for (const int percent : samples) {
        constexpr std::string_view corners = " rx=\"3\"";
        text += rectangle("box", box, corners);
        text += rectangle("heat", box, std::string{corners} + heat_opacity(percent / 100.0));
        text += text_element({box.centre(), y + baseline}, "small", fmt::format("{} %", percent));
        box.x += swatch_width + gap;
    }
    return text + "</g>\n";
}

} // namespace

Legend::Legend(const DrawnGraph& graph) : graph_{graph} {
    for (const std::string& caption : graph.captions)
        width_ = std::max(width_, text_width(caption, small_size) + 2 * drawing_margin);
    if (graph.has_heat())
        width_ = std::max(width_, swatches_end() + drawing_margin);
}

double Legend::height() const {
    return (graph_.has_heat() ? swatch_height + gap : 0) +
           line_height * static_cast<double>(graph_.captions.size()) +
           (width_ > 0 ? drawing_margin : 0);
}

std::string Legend::elements(double y) const {
    std::string text;
    if (graph_.has_heat()) {
        text += swatches(y);
        y += swatch_height + gap;
    }
    for (const std::string& caption : graph_.captions)
        text += text_element({drawing_margin, y += line_height}, "small", caption, "start");
    return text;
}

} // namespace penstock::config

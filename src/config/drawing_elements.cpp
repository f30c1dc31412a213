// SPDX-License-Identifier: Apache-2.0
#include "config/drawing_elements.hpp"

#include "config/xml.hpp"

#include <fmt/format.h>

#include <cmath>

namespace penstock::config {

std::string svg_number(double value) {
    const auto tenths = static_cast<long>(std::lround(value * 10));
    return tenths % 10 == 0 ? fmt::format("{}", tenths / 10)
                            : fmt::format("{:.1f}", static_cast<double>(tenths) / 10);
}

std::string text_element(const Point& place,
                         std::string_view classes,
                         std::string_view text,
                         std::string_view anchor) {
    return fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>\n",
                       classes,
                       svg_number(place.x),
                       svg_number(place.y),
                       anchor,
                       xml_escaped(text));
}

std::string rectangle(std::string_view classes, const Box& box, std::string_view more) {
    return fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}/>\n",
                       classes,
                       svg_number(box.x),
                       svg_number(box.y),
                       svg_number(box.width),
                       svg_number(box.height),
                       more);
}

std::string heat_opacity(double heat) {
    return fmt::format(" fill-opacity=\"{:.2f}\"", opacity_of(heat));
}

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/drawing_layout.hpp"

#include <string>
#include <string_view>

// What an SVG of a graph consists of.
namespace penstock::config {

/// Tenths of a pixel are enough, and keep the text short and equal everywhere.
[[nodiscard]] std::string svg_number(double value);

/// On the line that `place` is on; "start" and "middle" are anchors.
[[nodiscard]] std::string text_element(const Point& place,
                                       std::string_view classes,
                                       std::string_view text,
                                       std::string_view anchor = "middle");

/// `more` are further attributes, with a space before each.
[[nodiscard]] std::string
rectangle(std::string_view classes, const Box& box, std::string_view more = {});

/// The attribute that says how strongly the colour of heat covers something.
[[nodiscard]] std::string heat_opacity(double heat);

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/header.hpp"

namespace penstock::codec {

/// What `shrink_margin` is elsewhere. Levels are mostly means of means of squares, which blur a
/// little more than a codec that makes a picture smaller by itself.
inline constexpr double level_margin = 2.1;

/// The header of the picture as it is decoded from the smallest of its levels that keeps that
/// margin. `least_scale` holds the other one.
[[nodiscard]] Header scaled_by_level(const Header& header, double least_scale);

} // namespace penstock::codec

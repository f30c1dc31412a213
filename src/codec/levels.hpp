// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/header.hpp"

namespace penstock::codec {

/// What `shrink_margin` is elsewhere. Levels are mostly means of means of squares, which blur a
/// little more than a codec that makes a picture smaller by itself.
inline constexpr double level_margin = 2.1;

/// List the levels of the picture in its header: directories of a TIFF, levels of OpenEXR.
void find_levels_of_tiff(const ByteReader& file, Header& header);
void find_levels_of_exr(const ByteReader& file, Header& header);

/// The header of the picture as it is decoded from the smallest of its levels that is at least
/// `least_scale` of its width and height.
[[nodiscard]] Header scaled_by_level(const Header& header, double least_scale);

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/header.hpp"

#include <cstdint>

namespace penstock::codec {

/// A picture that is made smaller while it is decoded has to be so much wider and higher than what
/// it will be scaled to: what the coarse decoding folds into it is averaged away then. Measured:
/// see src/doc/decisions/shrink_on_load.md.
inline constexpr double shrink_margin = 1.9;

/// The header of the same picture as it is decoded when it will be scaled down to `least_scale` of
/// its width and height, or to more: as small as the format can make it on the way, the margin
/// kept. Where that is no smaller, it stays as it is. The bounds in it are enough for that
/// decoding. Of a file that can have levels: after `find_levels`.
[[nodiscard]] Header shrunk(const Header& header, double least_scale);

/// Lists the levels of the picture in its header, where one of them could do for `least_scale` of
/// its width and height: the largest is a half. Bounded reads; damaged levels are none.
void find_levels(const ByteReader& file, Header& header, double least_scale);

/// The spec of a picture of which every pixel stands for a square of `denominator / numerator`
/// pixels on either side. At the right and at the bottom they can be incomplete.
[[nodiscard]] ImageSpec
scaled_spec(const ImageSpec& spec, std::uint32_t numerator, std::uint32_t denominator);

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pixel_type.hpp"

#include <cstddef>
#include <span>

// Rows of floats whose samples are in the units in which they are stored; alpha is the last channel
// of a pixel. A whole vector at the end of a row may be read and written: see `overrun_floats`.
namespace penstock::pixels {

/// What is white, and what is opaque: 255, 65535 or 1.
[[nodiscard]] float largest_sample(PixelType type);

/// Weights the colours with their alpha.
void premultiply(std::span<float> row, std::size_t channels, float opaque);

/// The reverse. Alpha is clamped to its range; where it is 0, so are the colours.
void unpremultiply(std::span<float> row, std::size_t channels, float opaque);

} // namespace penstock::pixels

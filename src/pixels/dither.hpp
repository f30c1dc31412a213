// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image_spec.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::pixels {

/// What decides between the two nearest integers, where values lose bits: floats become integers,
/// or 16 bits become 8. Values that need no rounding stay what they are.
enum class Dither : std::uint8_t {
    none,    ///< the nearer one
    ordered, ///< the 8x8 threshold matrix of B. E. Bayer, 1973: a fine regular pattern
    random,  ///< noise (L. G. Roberts, 1962), made of the pixel's position: the same every time
};

/// Between 0 and 1; the same for all channels of a pixel, so that gray stays gray. A value v
/// becomes the largest integer that is not above v + threshold.
[[nodiscard]] float threshold_at(Dither dither, std::uint32_t x, std::uint32_t y);

/// Samples of one row of an image, from the one of that number on.
struct RowPiece {
    std::uint64_t first = 0;
    std::uint32_t row = 0;
};

/// Writes floats of 0..1 as integers of the image's pixel type, clamped, and 0 for NaN.
void store_dithered(const ImageSpec& spec,
                    Dither dither,
                    const RowPiece& piece,
                    std::span<const float> from,
                    std::byte* to);

} // namespace penstock::pixels

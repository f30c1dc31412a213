// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "pixels/colour.hpp"

#include <cstdint>

namespace penstock::pixels {

/// How what is laid over an image changes its colours.
enum class Blend : std::uint8_t {
    over,     ///< it hides them
    add,      ///< it adds to them
    multiply, ///< it darkens them: a filter before them
    screen,   ///< it lightens them: two projectors on one wall
};

struct CompositeOptions {
    Blend blend = Blend::over;
    /// Where in the image the left upper corner of the overlay comes to. What sticks out is not
    /// used.
    std::int64_t x = 0;
    std::int64_t y = 0;
    float opacity = 1;   ///< the alpha of the overlay is multiplied by it
    bool linear = false; ///< blends light instead of the stored values, which are those of sRGB
};

/// Lays an overlay over the image, which keeps its spec: without alpha, it stays opaque. The
/// formulas are those of Compositing and Blending Level 1 (W3C), sections 5.1.3, 5.1.5, 9.1.12,
/// 10.1.2 and 10.1.3; alpha is not premultiplied before or after.
///
/// The overlay may be of another pixel type, and gray or in colour, which becomes gray as `convert`
/// makes it. Of scene-linear light and sRGB it becomes what the image is. Where it is transparent,
/// the image stays as it is; where the result is, its colour is 0. 8-bit values are the nearest to
/// the formula, 16-bit ones within 0.55. Throws `ItemError` (unsupported) where one of them has
/// more than 4 channels.
void composite(const Image& overlay, Image& image, const CompositeOptions& options);

/// The same with an overlay of one colour, that has its alpha where the mask, of one channel of 8
/// bits, is 255. It is meant as `colour_in` says, and blended on the stored values.
void paint(const Image& mask, const Rgba& colour, Image& image, const CompositeOptions& options);

} // namespace penstock::pixels

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "core/turn.hpp"
#include "pixels/colour.hpp"
#include "pixels/filter.hpp"

#include <optional>

namespace penstock::pixels {

struct RotateOptions {
    double degrees = 0;              ///< clockwise
    Filter filter = Filter::bicubic; ///< nearest, bilinear or bicubic
    bool expand = true;              ///< the image becomes as large as shows all of the picture
    Rgba background = {255, 255, 255, 255};
};

/// The turn that does it exactly, where there is one: at multiples of 90 degrees.
[[nodiscard]] std::optional<Turn> turn_by(double degrees);

/// The spec of the rotated image.
[[nodiscard]] ImageSpec rotated_spec(ImageSpec spec, const RotateOptions& options);

/// Rotates the picture about its middle, which comes to the middle of `out`, whose spec is
/// `rotated_spec`. The edges of the picture blend into the background over one pixel. Colours are
/// weighted with their alpha; where the result is transparent they are 0. Works on the stored
/// values, in single precision. Throws `ItemError` (unsupported) where there are more than 4
/// channels.
void rotate(const Image& in, Image& out, const RotateOptions& options);

} // namespace penstock::pixels

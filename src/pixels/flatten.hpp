// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "pixels/colour.hpp"

namespace penstock::pixels {

struct FlattenOptions {
    Rgba background = {255, 255, 255, 255}; ///< its alpha counts for nothing
    bool linear = false; ///< blends light instead of the stored values, which are those of sRGB
};

/// The spec without alpha. Without one it stays as it is.
[[nodiscard]] ImageSpec flattened_spec(ImageSpec spec);

/// Puts an image with alpha over the background: colour * alpha + background * (1 - alpha). 8-bit
/// values are the nearest to that, 16-bit ones within 0.51.
void flatten(const Image& in, Image& out, const FlattenOptions& options);

} // namespace penstock::pixels

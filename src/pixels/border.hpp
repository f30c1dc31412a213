// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "pixels/area.hpp"
#include "pixels/colour.hpp"

#include <optional>

namespace penstock::pixels {

struct BorderOptions {
    /// Of a border; without it: that of the first pixel.
    std::optional<Rgba> colour;
    /// How far a sample may be from that: of white, 1 being all of it. Colours are weighted with
    /// their alpha first.
    float tolerance = 0;
};

/// What is left of an image without the rows and columns at its edges that are of one colour: at
/// least the first pixel, where all of it is. Throws `ItemError` (unsupported) where a colour is
/// given and there are more than 4 channels.
[[nodiscard]] Area without_border(const Image& image, const BorderOptions& options);

} // namespace penstock::pixels

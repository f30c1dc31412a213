// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_context.hpp"

#include "pixels/area.hpp"

namespace penstock {

/// An area of an image, in pixels of its own: a small piece must not hold on to the memory of the
/// large picture.
[[nodiscard]] inline Image
cut_out(const Image& image, const pixels::Area& area, NodeContext& context) {
    ImageSpec spec = image.spec();
    spec.width = area.width;
    spec.height = area.height;
    Image result = context.allocate_image(spec);
    pixels::copy_area(image, area, result, 0, 0);
    return result;
}

} // namespace penstock

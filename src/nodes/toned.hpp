// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/bounds.hpp"
#include "penstock/node_context.hpp"

#include "pixels/tone.hpp"

namespace penstock {

/// What `toned` takes, whatever the curve.
[[nodiscard]] inline NodeBound tone_bound(const PayloadBound& input) {
    return {.output = input,
            .working_bytes = buffer_capacity(pixels::tone_scratch_bytes(input.spec)),
            .codec_bytes = 0};
}

/// The image with all its colours sent through the curve, in place.
[[nodiscard]] inline Image
toned(Image image, const pixels::ToneCurve& curve, NodeContext& context) {
    Buffer scratch = context.allocate_bytes(pixels::tone_scratch_bytes(image.spec()));
    pixels::apply_tone(image, curve, scratch.bytes());
    return image;
}

} // namespace penstock

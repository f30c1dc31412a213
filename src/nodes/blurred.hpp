// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/bounds.hpp"
#include "penstock/node_context.hpp"

#include "pixels/blur.hpp"

#include <cstdint>

namespace penstock {

/// What `blurred` takes.
[[nodiscard]] inline NodeBound blur_bound(const PayloadBound& input,
                                          const pixels::BlurOptions& options) {
    const std::uint64_t working = pixels::blur_working_bytes(input.spec, options);
    const std::uint64_t scratch = buffer_capacity(pixels::blur_scratch_bytes(input.spec, options));
    return {.output = PayloadBound::image(input.spec),
            .working_bytes = working,
            .codec_bytes = working - scratch};
}

/// The image, blurred or sharpened.
[[nodiscard]] inline Image
blurred(const Image& image, const pixels::BlurOptions& options, NodeContext& context) {
    Image result = context.allocate_image(image.spec());
    Buffer scratch = context.allocate_bytes(pixels::blur_scratch_bytes(image.spec(), options));
    pixels::blur(image, result, options, scratch.bytes());
    return result;
}

} // namespace penstock

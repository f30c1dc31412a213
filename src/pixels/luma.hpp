// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace penstock::pixels {

/// The luma of red, green and blue, with the weights of Rec. 709.
[[nodiscard]] inline float luma_of(const float* rgb) {
    return 0.2126F * rgb[0] + 0.7152F * rgb[1] + 0.0722F * rgb[2];
}

/// What a pixel of that many channels is in gray: its own value, or its luma.
[[nodiscard]] inline float gray_of(const float* pixel, std::size_t channels) {
    return channels < 3 ? pixel[0] : luma_of(pixel);
}

} // namespace penstock::pixels

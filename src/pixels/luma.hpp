// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace penstock::pixels {

/// The luma of red, green and blue, with the weights of Rec. 709.
[[nodiscard]] inline float luma_of(const float* rgb) {
    return 0.2126F * rgb[0] + 0.7152F * rgb[1] + 0.0722F * rgb[2];
}

} // namespace penstock::pixels

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace penstock::codec {

/// Makes sRGB of CIE Lab under D50, in place: L of 0 to 255, a and b with a sign. What sRGB does
/// not have is clipped. Adapted to D65 after Bradford, so that gray stays gray.
void lab_to_srgb(std::span<std::byte> pixels);

} // namespace penstock::codec

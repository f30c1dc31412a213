// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

/// Makes the directory of a TIFF in CIE Lab say that its samples are RGB, so that they are read as
/// they are: libtiff's own conversion keeps the light, D50, and makes white yellow.
void hide_tiff_lab(std::span<std::byte> file, std::uint64_t directory);

/// Makes sRGB of CIE Lab under D50, in place: L of 0 to 255, a and b with a sign. What sRGB does
/// not have is clipped. Adapted to D65 after Bradford, so that gray stays gray.
void lab_to_srgb(std::span<std::byte> pixels);

} // namespace penstock::codec

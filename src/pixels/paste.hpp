// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <cstdint>

namespace penstock::pixels {

/// Lays an 8-bit image of 1 to 4 channels over an 8-bit RGB canvas, its upper left corner at
/// (x, y): gray becomes equal red, green and blue, alpha is blended on the stored values and
/// rounded. The picture lies inside the canvas.
void paste(const Image& picture, Image& canvas, std::uint32_t x, std::uint32_t y);

} // namespace penstock::pixels

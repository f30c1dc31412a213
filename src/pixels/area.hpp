// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <cstdint>

namespace penstock::pixels {

/// A rectangle of pixels.
struct Area {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

/// Copies an area of `from` into `to`, where its upper left corner comes to (x, y). It lies inside
/// both; channels and pixel types are equal.
void copy_area(const Image& from, const Area& area, Image& to, std::uint32_t x, std::uint32_t y);

} // namespace penstock::pixels

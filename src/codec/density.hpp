// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/metadata.hpp"

#include <cmath>
#include <cstdint>

namespace penstock::codec {

/// A resolution in whole numbers; 0: it cannot be said in them.
struct Density {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    Resolution::Unit unit = Resolution::Unit::inch;
};

/// The nearest whole numbers for `unit`, up to `most`. What lay in whole numbers stays as it was
/// where the format has its unit: the shape of a pixel, and dots per centimetre.
[[nodiscard]] inline Density
density_in(const Resolution& resolution, Resolution::Unit unit, std::uint32_t most) {
    using Unit = Resolution::Unit;
    if (!resolution.is_known())
        return {};
    const bool is_whole =
        resolution.x == std::floor(resolution.x) && resolution.y == std::floor(resolution.y);
    if (resolution.unit == Unit::none || (unit == Unit::inch && is_whole))
        unit = resolution.unit;
    constexpr double centimetres = 2.54; // to the inch
    double factor = 1;
    if (resolution.unit != unit)
        factor = unit == Unit::inch ? centimetres : 1 / centimetres;
    const double x = std::round(resolution.x * factor);
    const double y = std::round(resolution.y * factor);
    if (!(x >= 1 && y >= 1 && x <= most && y <= most))
        return {};
    return {static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), unit};
}

} // namespace penstock::codec

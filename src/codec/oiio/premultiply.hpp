// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pixel_type.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

/// Divides the colours by alpha, which is the last channel. Pixels without alpha stay: in OpenEXR
/// they glow without covering anything.
void unpremultiply(std::span<std::byte> pixels, PixelType type, std::uint32_t channels);

/// Multiplies the colours by alpha, but for those of pixels without alpha: the opposite.
void premultiply(std::span<std::byte> pixels, PixelType type, std::uint32_t channels);

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace penstock {

/// How one channel of one pixel is stored. Integers map 0..max to 0.0..1.0; native byte order.
enum class PixelType : std::uint8_t {
    u8,  ///< unsigned 8 bit
    u16, ///< unsigned 16 bit
    f16, ///< IEEE half
    f32, ///< IEEE single
};

/// Unsigned integers, as against floating point.
[[nodiscard]] constexpr bool is_integer(PixelType type) {
    return type == PixelType::u8 || type == PixelType::u16;
}

/// Bytes of one channel of one pixel: 1, 2, 2, 4.
[[nodiscard]] PENSTOCK_API std::size_t bytes_of(PixelType type);

/// "u8", "u16", "f16", "f32".
[[nodiscard]] PENSTOCK_API std::string_view to_string(PixelType type);

[[nodiscard]] PENSTOCK_API std::optional<PixelType> pixel_type_from(std::string_view name);

} // namespace penstock

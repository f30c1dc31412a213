// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::pixels {

/// A colour as people write it: red, green, blue and alpha, 0..255 of sRGB, not premultiplied.
using Rgba = std::array<std::uint8_t, 4>;

/// The colour of "#rrggbb" or "#rrggbbaa". Throws `std::invalid_argument` with the name of the
/// parameter where it is none.
[[nodiscard]] Rgba colour_from(std::string_view parameter, const std::string& text);

/// That colour in an image of that spec, in 0..1, one value for each channel: gray is its Rec. 709
/// luma; linear images get its light. Throws `ItemError` (unsupported) where there are more than 4
/// channels, whose meaning is not known.
[[nodiscard]] std::array<float, 4> colour_in(const ImageSpec& spec, const Rgba& colour);

/// Makes every pixel that colour.
void fill(Image& image, const Rgba& colour);

} // namespace penstock::pixels

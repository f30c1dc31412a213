// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image_spec.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

// The transfer functions of sRGB, IEC 61966-2-1, continued beyond white and, mirrored, below black.
// Within 1e-6 of the definition, relative to the value; NaN and infinity stay what they are.
namespace penstock::pixels {

/// Light, of a value as it is stored.
[[nodiscard]] float linear_from_srgb(float value);
/// The reverse.
[[nodiscard]] float srgb_from_linear(float light);

/// Throws `ItemError` (unsupported) where there are more than 4 channels: nobody can say which of
/// them are colours.
void check_colours(const ImageSpec& spec);

/// Whether the values are light already. Throws `ItemError` (unsupported) where the image does not
/// say, or `check_colours` does.
[[nodiscard]] bool holds_light(const ImageSpec& spec);

/// Reads samples as light, 0..1 for integers; of pixels with alpha, the last channel as it is.
/// `count` is a multiple of the channels.
void load_light(const ImageSpec& spec, const std::byte* from, std::size_t count, float* to);

/// The reverse: integers take the nearest value of what is clamped to 0..1, and 0 for NaN.
void store_light(const ImageSpec& spec, std::span<const float> from, std::byte* to);

} // namespace penstock::pixels

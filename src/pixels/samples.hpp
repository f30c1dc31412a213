// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pixel_type.hpp"

#include <cstddef>

namespace penstock::pixels {

/// Reads samples as floats; integers become 0..1.
void load_samples(PixelType type, const std::byte* from, std::size_t count, float* to);

/// Reads 16-bit integers as floats that are rounded to odd: these round to the nearest half, where
/// floats rounded to the nearest would be rounded twice.
void load_words_for_halfs(const std::byte* from, std::size_t count, float* to);

/// Writes floats as samples. Integers take the nearest value of what is clamped to 0..1, and 0 for
/// NaN; halfs round to nearest even.
void store_samples(PixelType type, const float* from, std::size_t count, std::byte* to);

} // namespace penstock::pixels

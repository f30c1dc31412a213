// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

namespace penstock::pixels {

/// Makes values of sRGB linear, or linear ones those of sRGB (IEC 61966-2-1), in place; alpha stays
/// as it is. Integers take the nearest value, and what is not within 0..1 stays so in floats: the
/// curve goes on there. Throws `ItemError` (unsupported) where there are more than 4 channels.
void make_linear(Image& image);
void make_srgb(Image& image);

} // namespace penstock::pixels

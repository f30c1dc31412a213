// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "pixels/dither.hpp"

namespace penstock::pixels {

/// Throws `ItemError` (unsupported) where pixels of the one kind cannot become pixels of the other:
/// the channels change, and one of them has more than 4, whose meaning is not known.
void check_convertible(const ImageSpec& from, const ImageSpec& to);

/// Writes the pixels of `in` to `out` in the channels and pixel type of `out`. Same width and
/// height.
///
/// Gray becomes equal red, green and blue; RGB becomes its Rec. 709 luma, computed on the stored
/// values. An alpha that is added is opaque; one that is dropped is not blended. Integers take the
/// nearest value, unless dithered: floats are clamped to 0..1 for that, infinity too, NaN becomes
/// 0. Halfs round to nearest even; what is too large for them becomes infinite.
void convert(const Image& in, Image& out, Dither dither = Dither::none);

/// The same where a pixel has as many bytes before as after: no other memory is needed.
void convert_in_place(Image& image, const ImageSpec& to, Dither dither = Dither::none);

} // namespace penstock::pixels

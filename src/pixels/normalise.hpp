// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <span>

namespace penstock::pixels {

/// Writes (value - mean) / deviation of each colour of `in` to `out`, whose spec differs in the
/// pixel type: halfs or floats. Integers count as 0..1; alpha stays as it is.
///
/// `means` and `deviations` have one number for all colours, or one for each. Throws `ItemError`
/// (unsupported) where the image has another number of colours, or more than 4 channels.
void normalise(const Image& in,
               Image& out,
               std::span<const double> means,
               std::span<const double> deviations);

} // namespace penstock::pixels

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image_spec.hpp"

#include <cstdint>

namespace penstock::pixels {

/// The spec of the image when it is scaled to be as large as fits into the box, in the same
/// proportions: rounded to the nearest pixel, at least one.
[[nodiscard]] ImageSpec fitted(ImageSpec spec, std::uint64_t width, std::uint64_t height);

/// The same where it is as small as covers the box.
[[nodiscard]] ImageSpec covering(ImageSpec spec, std::uint64_t width, std::uint64_t height);

} // namespace penstock::pixels

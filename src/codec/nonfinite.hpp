// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <cstdint>

namespace penstock::codec {

/// How many pixels have a sample that is infinite or not a number. Of integers: none.
[[nodiscard]] std::uint64_t count_nonfinite_pixels(const Image& image);

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace penstock::codec {

/// Makes RGB of a row of YCbCr, each sample as libjpeg makes it. `rgb` has three times as many.
void ycc_to_rgb(std::span<const std::byte> luma,
                std::span<const std::byte> blue,
                std::span<const std::byte> red,
                std::span<std::byte> rgb);

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/png_filter_kernels.hpp"

#include <cstddef>
#include <cstdint>

namespace penstock::codec {

/// Makes the bytes of a row of what a filter has left of them. `above` is the row above, or 0. All
/// three have png_row_margin bytes behind them, of any value: those of `to` change.
void unfilter_png_row(PngFilter filter,
                      std::size_t step, ///< bytes of a pixel: 1, 2, 3, 4, 6 or 8
                      const std::uint8_t* left,
                      const std::uint8_t* above,
                      std::size_t count,
                      std::uint8_t* to);

} // namespace penstock::codec

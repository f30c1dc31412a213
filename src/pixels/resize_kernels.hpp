// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pixel_type.hpp"

#include "pixels/filter.hpp"

#include <cstddef>
#include <span>

// The inner loops of resize, compiled for several instruction sets; the best that the machine has
// is used. Rows of floats hold samples in the units in which they are stored (0..255 for u8), begin
// at multiples of 64 bytes, and may be read and written up to `overrun_floats` behind their end.
namespace penstock::pixels {

inline constexpr std::size_t overrun_floats = 64;
/// So many new rows go through the horizontal pass together, side by side in vector lanes.
inline constexpr std::size_t bundle_rows = 8;

/// What an old row adds to one of the new rows.
struct RowPart {
    float weight;
    float* row;
    bool is_first; ///< `row` holds nothing yet
};

/// out = sum of weights[k] times the samples of rows[k].
void combine_down(PixelType type,
                  std::span<const std::byte* const> rows,
                  std::span<const float> weights,
                  std::size_t count,
                  float* out);

/// part.row += row * part.weight, for all parts.
void add_to_all(const float* row, std::span<const RowPart> parts, std::size_t count);

/// Transposes a matrix; `rows` and `columns` are rounded up to multiples of 4. Strides in floats.
void transpose(const float* in,
               std::size_t in_stride,
               std::size_t rows,
               std::size_t columns,
               float* out,
               std::size_t out_stride);

/// New pixels from old ones, in a bundle of rows: sample i of row r is at [i * bundle_rows + r].
void combine_across(const float* bundle,
                    const Weights& weights,
                    std::size_t channels,
                    float* new_bundle);

/// Floats as samples: integers to the nearest, clamped.
void store_row(PixelType type, const float* from, std::size_t count, std::byte* to);

} // namespace penstock::pixels

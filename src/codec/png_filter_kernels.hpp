// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace penstock::codec {

/// What a row of a PNG holds: the differences of its bytes from what these guess of their
/// neighbours. In the standard's numbers, which stand before each row.
enum class PngFilter : std::uint8_t { none, sub, up, average, paeth };

inline constexpr std::size_t png_filters = 5;

/// Bytes of 0 that lie before a row and behind it.
inline constexpr std::size_t png_row_margin = 64;

/// A row as the file has it, and the one above it; both with margins.
struct PngRow {
    const std::uint8_t* bytes;
    const std::uint8_t* above;
    std::size_t count; ///< of bytes
    std::size_t step;  ///< bytes of a pixel
};

/// For each filter the sum of what it leaves, as numbers with a sign, without it.
[[nodiscard]] std::array<std::uint64_t, png_filters> png_filter_costs(const PngRow& row);

/// Samples of two bytes, the higher one first in `to`. They may be the same.
void swap_png_samples(const std::uint8_t* from, std::size_t bytes, std::uint8_t* to);

/// Writes what the filter leaves; up to png_row_margin bytes behind it change, too.
void filter_png_row(PngFilter filter, const PngRow& row, std::uint8_t* target);

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

// The filters of PNG for rows of RGB with 8 bits, as fast as plain code of vectors gets.
namespace penstock::peers {

inline constexpr std::size_t rgb_bytes = 3;

/// Writes filter type and filtered bytes of a row into `target`: the filter whose bytes have the
/// least sum as signed numbers. `above` is a row of zeros for the first one; before both rows lie
/// `rgb_bytes` zeros. `work` has room for four rows.
void filter_row(const std::uint8_t* row,
                const std::uint8_t* above,
                std::size_t bytes,
                std::uint8_t* work,
                std::uint8_t* target);

/// The same with the filter up for all.
void filter_row_up(const std::uint8_t* row,
                   const std::uint8_t* above,
                   std::size_t bytes,
                   std::uint8_t* target);

/// Takes a filter off. `above` may be null.
void unfilter_row(std::uint8_t filter,
                  const std::uint8_t* filtered,
                  const std::uint8_t* above,
                  std::size_t bytes,
                  std::uint8_t* row);

} // namespace penstock::peers

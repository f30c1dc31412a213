// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

/// Finds the lengths of the codes that make the fewest bits of symbols that occur so often, none
/// longer than `most_bits`; of a symbol that never occurs it is 0. At most 288 symbols. At least
/// two get a code, as decoders want it.
void find_code_lengths(std::span<const std::uint32_t> counts,
                       unsigned most_bits,
                       std::span<std::uint8_t> lengths);

/// What stands for a symbol, its first bit lowest, as deflate writes it.
struct BitCode {
    std::uint16_t bits = 0;
    std::uint16_t length = 0;
};

/// The codes that have these lengths: of equal ones in the order of the symbols.
void find_codes(std::span<const std::uint8_t> lengths, std::span<BitCode> codes);

} // namespace penstock::codec

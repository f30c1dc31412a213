// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/jpeg_dc_codes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

// What the next bits of a scan mean, looked up. Where a table says nothing, `HuffmanCode` is asked.
namespace penstock::codec {

/// A DC difference: bits of its code and of its value together.
struct JpegDcTable {
    static constexpr unsigned index_bits = 10;
    static constexpr unsigned most_taken = 20; ///< two entries of a JpegSkipTable fit behind it

    struct Entry {
        std::uint8_t taken = 0;  ///< bits, code and value; 0: nothing is said
        std::uint8_t length = 0; ///< of the code
        std::uint8_t size = 0;   ///< of the value
    };
    std::array<Entry, 1U << index_bits> entries;

    void fill(const HuffmanCode& code);
};

/// How to go past as many AC coefficients as the bits tell of, at most `most_taken` bits. The bits
/// of the last value need not be among those that are looked at.
struct JpegSkipTable {
    static constexpr unsigned index_bits = 12;
    static constexpr unsigned most_taken = 18; ///< three of them fit into 56 bits
    static constexpr unsigned nothing = 255;   ///< with `jpeg_block_ends` or without, no block

    /// Bits in the lower half; in the upper half coefficients, + `jpeg_block_ends`, or `nothing`.
    using Entry = std::uint16_t;
    std::array<Entry, 1U << index_bits> entries;

    void fill(const HuffmanCode& code);
};

/// One AC coefficient with its value.
struct JpegValueTable {
    static constexpr unsigned index_bits = 12;

    struct Entry {
        std::int16_t value = 0;
        std::uint8_t taken = 0; ///< bits
        std::uint8_t count = 0; ///< as in `JpegSkipTable`
    };
    std::array<Entry, 1U << index_bits> entries;

    void fill(const HuffmanCode& code);
};

/// The number that `size` bits stand for: those that begin with 0 are negative.
[[nodiscard]] constexpr std::int32_t jpeg_value(std::uint32_t bits, unsigned size) {
    const auto value = static_cast<std::int32_t>(bits);
    return size == 0 || (bits >> (size - 1) & 1U) != 0 ? value : value - (1 << size) + 1;
}

} // namespace penstock::codec

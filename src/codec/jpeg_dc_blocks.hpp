// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/jpeg_dc_codes.hpp"
#include "codec/jpeg_dc_scan.hpp"
#include "codec/jpeg_dc_tables.hpp"

#include <cstddef>
#include <cstdint>

// The blocks of a scan, from their first coefficient to the last one. Each function gives false
// where the data are damaged, or so odd that decoders need not agree.
namespace penstock::codec {

/// The codes of a component, and what is quicker than they are.
struct JpegBlockCodes {
    HuffmanCode dc;
    HuffmanCode ac;
    const JpegDcTable* dc_table = nullptr; // borrowed from the decoder's scratch
};

/// The next AC coefficient, found without a table.
struct JpegCoefficient {
    unsigned count = 0; ///< how much further in the block the next one is, or `jpeg_block_ends`
    std::int32_t value = 0;
};
[[nodiscard]] bool
read_coefficient(JpegBits& bits, const HuffmanCode& code, JpegCoefficient& coefficient);

/// Reads a value of `size` bits that comes `behind` so many others.
[[nodiscard]] inline std::int32_t value_in(std::uint64_t bits, unsigned behind, unsigned size) {
    const std::uint64_t from = bits << behind;
    const auto value = static_cast<std::int32_t>(from >> 1U >> (63U - size));
    const auto is_negative = static_cast<std::int32_t>(~from >> 63U);
    return value + (-is_negative & (1 - (std::int32_t{1} << size)));
}

[[nodiscard]] bool
read_long_dc_difference(JpegBits& bits, const HuffmanCode& code, std::int32_t& difference);

/// Reads the difference of a DC coefficient from the one before.
[[nodiscard]] inline bool
read_dc_difference(JpegBits& bits, const JpegBlockCodes& codes, std::int32_t& difference) {
    bits.refill();
    const JpegDcTable::Entry entry = codes.dc_table->entries[bits.first(JpegDcTable::index_bits)];
    if (entry.taken == 0) [[unlikely]]
        return read_long_dc_difference(bits, codes.dc, difference);
    difference = value_in(bits.bits, entry.length, entry.size);
    bits.take(entry.taken);
    return true;
}

/// Goes past the AC coefficients of a block, whose DC coefficient has just been read.
[[nodiscard]] inline bool
skip_coefficients(JpegBits& bits, const HuffmanCode& code, const JpegSkipTable& table) {
    constexpr unsigned one = 1U << 8U; // in the upper half of an entry
    constexpr unsigned all = 64 * one;
    unsigned done = one; // coefficients, and below them bits since they were last counted
    unsigned entry = 0;
    std::uint64_t before = 0;
    const auto has_come_to_end = [&] {
        before = bits.bits;
        entry = table.entries[bits.first(JpegSkipTable::index_bits)];
        bits.bits <<= entry & 63U;
        done += entry;
        return done >= all;
    };
    const auto count_bits = [&] {
        bits.count -= done & 255U;
        done &= ~255U;
    };
    bool is_at_end = has_come_to_end() || has_come_to_end(); // as long as the bits suffice
    while (true) {
        while (!is_at_end) {
            count_bits();
            bits.refill();
            // NOLINTNEXTLINE(misc-redundant-expression): each call goes on
            is_at_end = has_come_to_end() || has_come_to_end() || has_come_to_end();
        }
        if (is_jpeg_block(done / one)) [[likely]] {
            count_bits();
            return true;
        }
        // The table knows nothing, or told of more than there is of this block.
        done -= entry;
        bits.bits = before;
        count_bits();
        JpegCoefficient next;
        if (!read_coefficient(bits, code, next))
            return false;
        done += next.count * one;
        if (done >= all)
            return is_jpeg_block(done / one);
        is_at_end = false;
    }
}

} // namespace penstock::codec

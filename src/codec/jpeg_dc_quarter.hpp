// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/jpeg_dc_blocks.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

/// Makes 2x2 samples of each block of a row, as libjpeg does (its reduced inverse DCT). Chroma that
/// has half as many samples both ways comes to an eighth of the picture's size like that.
class JpegQuarter {
public:
    /// Beside each other lie so many numbers for each block.
    static constexpr std::size_t sums_per_block = 11;

    /// `quantisers` are in the order in which coefficients are stored. `sums` has
    /// `sums_per_block` for each of `stride` blocks, which is a multiple of 64, and is borrowed.
    JpegQuarter(std::span<const std::byte> quantisers,
                std::span<std::int32_t> sums,
                std::size_t stride);

    /// Begins a row of blocks.
    void clear();
    /// Reads the AC coefficients of the block of that number, whose DC coefficient is `dc`.
    [[nodiscard]] bool read(JpegBits& bits,
                            const HuffmanCode& code,
                            const JpegValueTable& table,
                            std::int32_t dc,
                            std::size_t block);
    /// Fills two rows with two samples for each of `stride` blocks.
    [[nodiscard]] bool finish(std::byte* upper, std::byte* lower) const;

private:
    struct Weight {
        std::int32_t factor = 0;  // what one of this coefficient adds to its sum
        std::int32_t largest = 0; // beyond it, sums can overflow, here or in libjpeg
        std::size_t sum = 0;      // of the first block
    };

    [[nodiscard]] bool add(const Weight& weight, std::int32_t value, std::size_t block) {
        if (value > weight.largest || value < -weight.largest) [[unlikely]]
            return false;
        sums_[weight.sum + block] += value * weight.factor;
        return true;
    }

    std::span<std::int32_t> sums_;
    std::size_t stride_;
    std::array<Weight, 64> weights_;
};

inline bool JpegQuarter::read(JpegBits& bits,
                              const HuffmanCode& code,
                              const JpegValueTable& table,
                              std::int32_t dc,
                              std::size_t block) {
    constexpr int at_once = 56 / JpegValueTable::index_bits;
    if (!add(weights_[0], dc, block))
        return false;
    unsigned next = 1; // coefficient
    while (next < 64) {
        bits.refill();
        unsigned taken = 0;
        JpegValueTable::Entry entry;
        for (int i = 0; i < at_once; ++i) {
            entry = table.entries[bits.first(JpegValueTable::index_bits)];
            bits.bits <<= entry.taken;
            taken += entry.taken;
            if (entry.count >= JpegSkipTable::block_ends)
                break;
            next += entry.count;
            if (next > 64 || !add(weights_[next - 1], entry.value, block))
                return false;
            if (next == 64)
                break;
        }
        bits.count -= taken;
        if (entry.count == JpegSkipTable::block_ends)
            return true;
        if (entry.count != JpegSkipTable::nothing)
            continue;
        JpegCoefficient found;
        if (!read_coefficient(bits, code, found))
            return false;
        if (found.ends_block)
            return true;
        next += found.count;
        if (next > 64 || !add(weights_[next - 1], found.value, block))
            return false;
    }
    return true;
}

} // namespace penstock::codec

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
    unsigned next = 1; // coefficient
    // Gives false at the end, and where there must be none, which puts `next` beyond it.
    const auto go_on = [&](unsigned count, std::int32_t value) {
        next += count;
        const bool is_one = next <= 64 && add(weights_[next - 1], value, block);
        next = is_one ? next : 65;
        return next < 64;
    };
    if (!add(weights_[0], dc, block))
        return false;
    JpegCoefficient found;
    while (next < 64 && found.count != jpeg_block_ends) {
        bits.refill();
        unsigned taken = 0;
        for (int i = 0; i < at_once; ++i) {
            const auto entry = table.entries[bits.first(JpegValueTable::index_bits)];
            bits.bits <<= entry.taken;
            taken += entry.taken;
            found.count = entry.count;
            if (entry.count >= jpeg_block_ends || !go_on(entry.count, entry.value))
                break;
        }
        bits.count -= taken;
        if (found.count != JpegSkipTable::nothing)
            continue;
        if (!read_coefficient(bits, code, found))
            return false;
        if (found.count != jpeg_block_ends)
            static_cast<void>(go_on(found.count, found.value));
    }
    return next <= 64;
}

} // namespace penstock::codec

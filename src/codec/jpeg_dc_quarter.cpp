// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_dc_quarter.hpp"

namespace penstock::codec {
namespace {

// Where the coefficients go that are stored one after the other: row * 8 + column.
constexpr std::array<std::uint8_t, 64> natural_order{
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

constexpr int fraction_bits = 13;
constexpr int kept_bits = 2; // of the fraction, between the passes

// sqrt(2) * (+-cos(pi/16) +- cos(3 pi/16) ...) in 13 bits: what rows 1, 3, 5, 7 add to the upper
// one of two samples, and take from the lower one. All others but row 0 add nothing.
constexpr std::array<std::int32_t, 8> odd_factors{0, 29692, 0, -10426, 0, 6967, 0, -5906};

// Number of a column or row among those that count: 0, 1, 3, 5, 7.
constexpr std::size_t place(std::size_t index) {
    return (index + 1) / 2;
}

constexpr bool counts(std::size_t index) {
    return index == 0 || index % 2 == 1;
}

constexpr std::int32_t rounded(std::int32_t value, int bits) {
    return (value + (std::int32_t{1} << (bits - 1))) >> bits;
}

} // namespace

JpegQuarter::JpegQuarter(std::span<const std::byte> quantisers) {
    // Beyond twice what an encoder can find in 8 bits, kernels of 16 bits saturate.
    constexpr std::int32_t largest = 2047;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
        const std::size_t row = natural_order[i] / 8U;
        const std::size_t column = natural_order[i] % 8U;
        const auto quantiser = std::to_integer<std::int32_t>(quantisers[i]);
        Weight& weight = weights_[i];
        weight.largest = quantiser == 0 ? 32'767 : largest / quantiser;
        if (!counts(row) || !counts(column)) {
            weight.largest = 32'767;
            continue;
        }
        weight.factor = row == 0 ? quantiser << (fraction_bits + 2) : quantiser * odd_factors[row];
        weight.sum = place(column) + (row == 0 ? 0 : columns);
    }
}

bool JpegQuarter::add(const Weight& weight, std::int32_t value, Sums& sums) {
    if (value > weight.largest || value < -weight.largest) [[unlikely]]
        return false;
    sums[weight.sum] += value * weight.factor;
    return true;
}

bool JpegQuarter::finish(const Sums& sums, std::byte* upper, std::byte* lower) {
    std::array<std::int32_t, columns> above{};
    std::array<std::int32_t, columns> below{};
    for (std::size_t i = 0; i < columns; ++i) {
        const std::int32_t odd = sums[columns + i];
        above[i] = rounded(sums[i] + odd, fraction_bits);
        below[i] = rounded(sums[i] - odd, fraction_bits);
    }
    const auto make_row = [](const std::array<std::int32_t, columns>& row, std::byte* samples) {
        constexpr int bits = fraction_bits + kept_bits + 5;
        const std::int32_t even = row[0] << (fraction_bits + 2);
        const std::int32_t odd = row[1] * odd_factors[1] + row[2] * odd_factors[3] +
                                 row[3] * odd_factors[5] + row[4] * odd_factors[7];
        const bool is_left = to_jpeg_sample(rounded(even + odd, bits), samples[0]);
        const bool is_right = to_jpeg_sample(rounded(even - odd, bits), samples[1]);
        return is_left && is_right;
    };
    return make_row(above, upper) && make_row(below, lower);
}

bool JpegQuarter::read(JpegBits& bits,
                       const HuffmanCode& code,
                       const JpegValueTable& table,
                       std::int32_t dc,
                       std::byte* upper,
                       std::byte* lower) const {
    Sums sums{};
    if (!add(weights_[0], dc, sums))
        return false;
    for (unsigned next = 1; next < 64;) {
        bits.refill();
        const JpegValueTable::Entry entry = table.entries[bits.first(JpegValueTable::index_bits)];
        JpegCoefficient found{.count = entry.count,
                              .ends_block = entry.count == JpegSkipTable::block_ends,
                              .value = entry.value};
        if (entry.count == JpegSkipTable::nothing) {
            if (!read_coefficient(bits, code, found))
                return false;
        } else {
            bits.take(entry.taken);
        }
        if (found.ends_block)
            break;
        next += found.count;
        if (next > 64 || !add(weights_[next - 1], found.value, sums))
            return false;
    }
    return finish(sums, upper, lower);
}

} // namespace penstock::codec

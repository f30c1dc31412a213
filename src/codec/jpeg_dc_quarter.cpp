// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_dc_quarter.hpp"

#include <algorithm>
#include <cassert>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/jpeg_dc_quarter.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef PENSTOCK_JPEG_DC_QUARTER
#define PENSTOCK_JPEG_DC_QUARTER
namespace penstock::codec {
namespace {

// Columns and rows 0, 1, 3, 5, 7 count, of a block of 8x8.
constexpr std::size_t columns = 5;

constexpr int fraction_bits = 13;
constexpr int kept_bits = 2; // of the fraction, between the passes
constexpr int last_bits = fraction_bits + kept_bits + 5;

// Of rows or columns 1, 3, 5, 7: what they add to the first one of two samples, and take from the
// other. In 13 bits, sqrt(2) * (c1 + c3 + c5 + c7), where c1 is cos(pi / 16), and so on.
constexpr std::array<std::int32_t, 4> odd_factors{29692, -10426, 6967, -5906};

} // namespace
} // namespace penstock::codec
#endif

// What lies between these two lines is compiled once for each instruction set.
HWY_BEFORE_NAMESPACE();
namespace penstock::codec::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Numbers = hn::ScalableTag<std::int32_t>;
using Number = hn::Vec<Numbers>;
using Samples = hn::Rebind<std::uint8_t, Numbers>;

template <int bits> HWY_INLINE Number rounded(Number value) {
    return hn::ShiftRight<bits>(hn::Add(value, hn::Set(Numbers{}, 1 << (bits - 1))));
}

// Two samples of each block, from five columns. Bits stay in `outside` of what is so far out that
// libjpeg would wrap around: there its kernels differ.
HWY_INLINE void make_samples(
    Number c0, Number c1, Number c3, Number c5, Number c7, std::uint8_t* to, Number& outside) {
    const Numbers d;
    const auto even = hn::ShiftLeft<fraction_bits + kept_bits>(c0);
    const auto odd = hn::Add(
        hn::Add(hn::Mul(c1, hn::Set(d, odd_factors[0])), hn::Mul(c3, hn::Set(d, odd_factors[1]))),
        hn::Add(hn::Mul(c5, hn::Set(d, odd_factors[2])), hn::Mul(c7, hn::Set(d, odd_factors[3]))));
    const auto left = rounded<last_bits>(hn::Add(even, odd));
    const auto right = rounded<last_bits>(hn::Sub(even, odd));
    const auto limit = hn::Set(d, 512);
    const auto beyond = hn::Set(d, ~1023);
    outside = hn::Or(outside, hn::And(hn::Add(left, limit), beyond));
    outside = hn::Or(outside, hn::And(hn::Add(right, limit), beyond));
    const auto middle = hn::Set(d, 128);
    hn::StoreInterleaved2(hn::DemoteTo(Samples{}, hn::Add(left, middle)),
                          hn::DemoteTo(Samples{}, hn::Add(right, middle)),
                          Samples{},
                          to);
}

bool finish_rows(const std::int32_t* sums, std::size_t stride, std::byte* upper, std::byte* lower) {
    const Numbers d;
    auto outside = hn::Zero(d);
    for (std::size_t i = 0; i < stride; i += hn::Lanes(d)) {
        const auto even = [&](std::size_t column) {
            return hn::LoadU(d, sums + column * stride + i);
        };
        const auto odd = [&](std::size_t column) {
            return hn::LoadU(d, sums + (columns + column) * stride + i);
        };
        const auto above = [&](std::size_t column) {
            return rounded<fraction_bits>(hn::Add(even(column), odd(column)));
        };
        const auto below = [&](std::size_t column) {
            return rounded<fraction_bits>(hn::Sub(even(column), odd(column)));
        };
        make_samples(above(0),
                     above(1),
                     above(2),
                     above(3),
                     above(4),
                     reinterpret_cast<std::uint8_t*>(upper) + i * 2,
                     outside);
        make_samples(below(0),
                     below(1),
                     below(2),
                     below(3),
                     below(4),
                     reinterpret_cast<std::uint8_t*>(lower) + i * 2,
                     outside);
    }
    return hn::AllTrue(d, hn::Eq(outside, hn::Zero(d)));
}

} // namespace
} // namespace penstock::codec::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace penstock::codec {
namespace {

HWY_EXPORT(finish_rows);

// Where the coefficients go that are stored one after the other: row * 8 + column.
constexpr std::array<std::uint8_t, 64> natural_order{
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

constexpr bool counts(std::size_t index) {
    return index == 0 || index % 2 == 1;
}

} // namespace

JpegQuarter::JpegQuarter(std::span<const std::byte> quantisers,
                         std::span<std::int32_t> sums,
                         std::size_t stride)
    : sums_{sums}, stride_{stride} {
    assert(sums.size() == stride * sums_per_block && stride % 64 == 0);
    constexpr std::int32_t any = 32'767;
    // Twice what 8 bits can come to; beyond three times as much, kernels of 16 bits saturate.
    constexpr std::int32_t largest = 2047;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
        const std::size_t row = natural_order[i] / 8U;
        const std::size_t column = natural_order[i] % 8U;
        const auto quantiser = std::to_integer<std::int32_t>(quantisers[i]);
        if (!counts(row) || !counts(column)) {
            weights_[i] = {.factor = 0, .largest = any, .sum = stride * columns * 2};
            continue;
        }
        const std::size_t number = (column + 1) / 2 + (row == 0 ? 0 : columns);
        weights_[i] = {.factor = row == 0 ? quantiser << (fraction_bits + kept_bits)
                                          : quantiser * odd_factors[row / 2],
                       .largest = quantiser == 0 ? any : largest / quantiser,
                       .sum = stride * number};
    }
}

void JpegQuarter::clear() {
    std::ranges::fill(sums_, 0);
}

bool JpegQuarter::finish(std::byte* upper, std::byte* lower) const {
    return HWY_DYNAMIC_DISPATCH(finish_rows)(sums_.data(), stride_, upper, lower);
}

} // namespace penstock::codec
#endif

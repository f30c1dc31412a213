// SPDX-License-Identifier: Apache-2.0
#include "codec/png_filter_kernels.hpp"

#include <algorithm>
#include <cassert>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/png_filter_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// What lies between these two lines is compiled once for each instruction set.
HWY_BEFORE_NAMESPACE();
namespace penstock::codec::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Bytes = hn::CappedTag<std::uint8_t, png_row_margin>;
using Vector = hn::Vec<Bytes>;

// Left, above, and left of that.
HWY_INLINE Vector average_of(Vector a, Vector b) {
    // AverageRound rounds up.
    return hn::Sub(hn::AverageRound(a, b), hn::And(hn::Xor(a, b), hn::Set(Bytes{}, 1)));
}

HWY_INLINE Vector distance(Vector a, Vector b) {
    return hn::Or(hn::SaturatedSub(a, b), hn::SaturatedSub(b, a));
}

// Which of them is nearest to a + b - c; in doubt the first one.
HWY_INLINE Vector paeth_of(Vector a, Vector b, Vector c) {
    const auto from_a = distance(b, c);
    const auto from_b = distance(a, c);
    // (a - c) + (b - c): where both have one sign c is the farthest, 255 will do for more than
    // that.
    const auto is_a_above = hn::Eq(hn::Max(a, c), a);
    const auto is_b_above = hn::Eq(hn::Max(b, c), b);
    const auto from_c = hn::IfThenElse(hn::Xor(is_a_above, is_b_above),
                                       distance(from_a, from_b),
                                       hn::SaturatedAdd(from_a, from_b));
    const auto least = hn::Min(hn::Min(from_a, from_b), from_c);
    return hn::IfThenElse(hn::Eq(from_a, least), a, hn::IfThenElse(hn::Eq(from_b, least), b, c));
}

HWY_INLINE Vector without_sign(Vector differences) {
    return hn::Min(differences, hn::Sub(hn::Zero(Bytes{}), differences));
}

// The sum of what a filter leaves.
#if HWY_TARGET == HWY_SCALAR
using Sum = std::uint64_t;

HWY_INLINE Sum no_sum() {
    return 0;
}
HWY_INLINE Sum plus(Sum sum, Vector differences) {
    return sum + hn::GetLane(without_sign(differences));
}
HWY_INLINE std::uint64_t total(Sum sum) {
    return sum;
}
#else
using Sums = hn::Repartition<std::uint64_t, Bytes>;
using Sum = hn::Vec<Sums>;

HWY_INLINE Sum no_sum() {
    return hn::Zero(Sums{});
}
HWY_INLINE Sum plus(Sum sum, Vector differences) {
    return hn::Add(sum, hn::SumsOf8(without_sign(differences)));
}
HWY_INLINE std::uint64_t total(Sum sum) {
    return hn::GetLane(hn::SumOfLanes(Sums{}, sum));
}
#endif

void costs(const PngRow& row, std::uint64_t* totals) {
    const Bytes d;
    Sum none = no_sum();
    Sum sub = no_sum();
    Sum up = no_sum();
    Sum average = no_sum();
    Sum paeth = no_sum();
    for (std::size_t i = 0; i < row.count; i += hn::Lanes(d)) {
        const auto x = hn::LoadU(d, row.bytes + i);
        const auto a = hn::LoadU(d, row.bytes + i - row.step);
        const auto b = hn::LoadU(d, row.above + i);
        const auto c = hn::LoadU(d, row.above + i - row.step);
        const auto mean = average_of(a, b);
        const auto nearest = paeth_of(a, b, c);
        const std::size_t rest = row.count - i;
        if (HWY_LIKELY(rest >= hn::Lanes(d))) {
            none = plus(none, x);
            sub = plus(sub, hn::Sub(x, a));
            up = plus(up, hn::Sub(x, b));
            average = plus(average, hn::Sub(x, mean));
            paeth = plus(paeth, hn::Sub(x, nearest));
        } else { // behind the row x is 0: what is guessed there must not count
            const auto mask = hn::FirstN(d, rest);
            none = plus(none, x);
            sub = plus(sub, hn::IfThenElseZero(mask, hn::Sub(x, a)));
            up = plus(up, hn::Sub(x, b));
            average = plus(average, hn::IfThenElseZero(mask, hn::Sub(x, mean)));
            paeth = plus(paeth, hn::IfThenElseZero(mask, hn::Sub(x, nearest)));
        }
    }
    totals[0] = total(none);
    totals[1] = total(sub);
    totals[2] = total(up);
    totals[3] = total(average);
    totals[4] = total(paeth);
}

template <class Guess>
HWY_INLINE void write_differences(const PngRow& row, std::uint8_t* target, Guess guess) {
    const Bytes d;
    for (std::size_t i = 0; i < row.count; i += hn::Lanes(d))
        hn::StoreU(hn::Sub(hn::LoadU(d, row.bytes + i), guess(i)), d, target + i);
}

void sub_row(const PngRow& row, std::uint8_t* target) {
    write_differences(row, target, [&](std::size_t i) HWY_ATTR {
        return hn::LoadU(Bytes{}, row.bytes + i - row.step);
    });
}

void up_row(const PngRow& row, std::uint8_t* target) {
    write_differences(
        row, target, [&](std::size_t i) HWY_ATTR { return hn::LoadU(Bytes{}, row.above + i); });
}

void average_row(const PngRow& row, std::uint8_t* target) {
    write_differences(row, target, [&](std::size_t i) HWY_ATTR {
        return average_of(hn::LoadU(Bytes{}, row.bytes + i - row.step),
                          hn::LoadU(Bytes{}, row.above + i));
    });
}

void paeth_row(const PngRow& row, std::uint8_t* target) {
    write_differences(row, target, [&](std::size_t i) HWY_ATTR {
        return paeth_of(hn::LoadU(Bytes{}, row.bytes + i - row.step),
                        hn::LoadU(Bytes{}, row.above + i),
                        hn::LoadU(Bytes{}, row.above + i - row.step));
    });
}

void swap_bytes(const std::uint8_t* from, std::size_t bytes, std::uint8_t* to) {
    std::size_t i = 0;
#if HWY_TARGET != HWY_SCALAR
    const Bytes d;
    const hn::Repartition<std::uint16_t, Bytes> d16;
    for (; i + hn::Lanes(d) <= bytes; i += hn::Lanes(d)) {
        const auto samples = hn::BitCast(d16, hn::LoadU(d, from + i));
        const auto swapped = hn::Or(hn::ShiftLeft<8>(samples), hn::ShiftRight<8>(samples));
        hn::StoreU(hn::BitCast(d, swapped), d, to + i);
    }
#endif
    for (; i + 2 <= bytes; i += 2) {
        const std::uint8_t low = from[i];
        to[i] = from[i + 1];
        to[i + 1] = low;
    }
}

} // namespace
} // namespace penstock::codec::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace penstock::codec {

HWY_EXPORT(costs);
HWY_EXPORT(sub_row);
HWY_EXPORT(up_row);
HWY_EXPORT(average_row);
HWY_EXPORT(paeth_row);
HWY_EXPORT(swap_bytes);

void swap_png_samples(const std::uint8_t* from, std::size_t bytes, std::uint8_t* to) {
    HWY_DYNAMIC_DISPATCH(swap_bytes)(from, bytes, to);
}

std::array<std::uint64_t, png_filters> png_filter_costs(const PngRow& row) {
    assert(row.step <= png_row_margin);
    std::array<std::uint64_t, png_filters> totals{};
    HWY_DYNAMIC_DISPATCH(costs)(row, totals.data());
    return totals;
}

void filter_png_row(PngFilter filter, const PngRow& row, std::uint8_t* target) {
    assert(row.step <= png_row_margin);
    switch (filter) {
    case PngFilter::none:
        std::copy_n(row.bytes, row.count, target);
        break;
    case PngFilter::sub:
        HWY_DYNAMIC_DISPATCH(sub_row)(row, target);
        break;
    case PngFilter::up:
        HWY_DYNAMIC_DISPATCH(up_row)(row, target);
        break;
    case PngFilter::average:
        HWY_DYNAMIC_DISPATCH(average_row)(row, target);
        break;
    case PngFilter::paeth:
        HWY_DYNAMIC_DISPATCH(paeth_row)(row, target);
        break;
    }
}

} // namespace penstock::codec
#endif

// SPDX-License-Identifier: Apache-2.0
#include "codec/png_unfilter_kernels.hpp"

#include <algorithm>
#include <cassert>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/png_unfilter_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// What lies between these two lines is compiled once for each instruction set.
HWY_BEFORE_NAMESPACE();
namespace penstock::codec::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Row = std::uint8_t*;
using ConstRow = const std::uint8_t*;

void up_row(ConstRow left, ConstRow above, std::size_t count, Row to) {
    const hn::CappedTag<std::uint8_t, png_row_margin> d;
    for (std::size_t i = 0; i < count; i += hn::Lanes(d))
        hn::StoreU(hn::Add(hn::LoadU(d, left + i), hn::LoadU(d, above + i)), d, to + i);
}

// In the others each pixel waits for the one before: its samples are all that can be done at once.
#if HWY_TARGET == HWY_SCALAR
template <class Guess>
HWY_INLINE void
unfilter(std::size_t step, ConstRow left, ConstRow above, std::size_t count, Row to, Guess guess) {
    for (std::size_t i = 0; i < count; ++i) {
        const int a = i >= step ? to[i - step] : 0;
        const int c = i >= step ? above[i - step] : 0;
        to[i] = static_cast<std::uint8_t>(left[i] + guess(a, int{above[i]}, c));
    }
}

void sub_row(std::size_t step, ConstRow left, ConstRow above, std::size_t count, Row to) {
    unfilter(step, left, above, count, to, [](int a, int, int) { return a; });
}

void average_row(std::size_t step, ConstRow left, ConstRow above, std::size_t count, Row to) {
    unfilter(step, left, above, count, to, [](int a, int b, int) { return (a + b) / 2; });
}

void paeth_row(std::size_t step, ConstRow left, ConstRow above, std::size_t count, Row to) {
    unfilter(step, left, above, count, to, [](int a, int b, int c) {
        const int beyond = 3 * c - b - a;
        const int low = std::min(a, b);
        const int high = std::max(a, b);
        return beyond <= low ? high : beyond >= high ? low : c;
    });
}
#else
template <std::size_t step>
using Samples = hn::FixedTag<std::uint8_t, step <= 4 ? 4 : 8>; // some more than a pixel has

template <std::size_t step> HWY_INLINE void sub_pixels(ConstRow left, std::size_t count, Row to) {
    const Samples<step> d;
    auto a = hn::Zero(d);
    for (std::size_t i = 0; i < count; i += step) {
        a = hn::Add(a, hn::LoadU(d, left + i));
        hn::StoreU(a, d, to + i);
    }
}

template <std::size_t step>
HWY_INLINE void average_pixels(ConstRow left, ConstRow above, std::size_t count, Row to) {
    const Samples<step> d;
    const auto one = hn::Set(d, 1);
    auto a = hn::Zero(d);
    for (std::size_t i = 0; i < count; i += step) {
        const auto b = hn::LoadU(d, above + i);
        const auto x = hn::LoadU(d, left + i);
        // AverageRound rounds up.
        const auto up = hn::And(hn::Xor(a, b), one);
        a = hn::Add(hn::AverageRound(a, b), hn::Sub(x, up));
        hn::StoreU(a, d, to + i);
    }
}

template <std::size_t step>
HWY_INLINE void paeth_pixels(ConstRow left, ConstRow above, std::size_t count, Row to) {
    const Samples<step> d;
    const hn::Rebind<std::int16_t, Samples<step>> d16;
    const auto byte = hn::Set(d16, 0xFF);
    auto a = hn::Zero(d16);
    auto c = hn::Zero(d16);
    for (std::size_t i = 0; i < count; i += step) {
        const auto b = hn::PromoteTo(d16, hn::LoadU(d, above + i));
        const auto x = hn::PromoteTo(d16, hn::LoadU(d, left + i));
        // a + b - c is nearest to the higher one where c is low, to the lower one where c is high:
        // three times c against the sum says so, with few steps behind a.
        const auto three_c_b = hn::Sub(hn::Add(c, hn::Add(c, c)), b);
        const auto beyond = hn::Sub(three_c_b, a);
        const auto low = hn::Min(a, b);
        const auto high = hn::Max(a, b);
        const auto low_or_c = hn::IfThenElse(hn::Gt(high, beyond), c, low);
        const auto guess = hn::IfThenElse(hn::Gt(beyond, low), low_or_c, high);
        a = hn::And(hn::Add(guess, x), byte);
        c = b;
        hn::StoreU(hn::DemoteTo(d, a), d, to + i);
    }
}

template <class Call> HWY_INLINE void with_step(std::size_t step, Call call) {
    switch (step) {
    case 1:
        return call(std::integral_constant<std::size_t, 1>{});
    case 2:
        return call(std::integral_constant<std::size_t, 2>{});
    case 3:
        return call(std::integral_constant<std::size_t, 3>{});
    case 4:
        return call(std::integral_constant<std::size_t, 4>{});
    case 6:
        return call(std::integral_constant<std::size_t, 6>{});
    default:
        return call(std::integral_constant<std::size_t, 8>{});
    }
}

void sub_row(std::size_t step, ConstRow left, ConstRow, std::size_t count, Row to) {
    with_step(step, [&](auto bytes) HWY_ATTR { sub_pixels<bytes()>(left, count, to); });
}

void average_row(std::size_t step, ConstRow left, ConstRow above, std::size_t count, Row to) {
    with_step(step, [&](auto bytes) HWY_ATTR { average_pixels<bytes()>(left, above, count, to); });
}

void paeth_row(std::size_t step, ConstRow left, ConstRow above, std::size_t count, Row to) {
    with_step(step, [&](auto bytes) HWY_ATTR { paeth_pixels<bytes()>(left, above, count, to); });
}
#endif

} // namespace
} // namespace penstock::codec::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace penstock::codec {

HWY_EXPORT(up_row);
HWY_EXPORT(sub_row);
HWY_EXPORT(average_row);
HWY_EXPORT(paeth_row);

void unfilter_png_row(PngFilter filter,
                      std::size_t step,
                      const std::uint8_t* left,
                      const std::uint8_t* above,
                      std::size_t count,
                      std::uint8_t* to) {
    assert(step <= 8 && step != 5 && step != 7);
    switch (filter) {
    case PngFilter::none:
        std::copy_n(left, count, to);
        break;
    case PngFilter::sub:
        HWY_DYNAMIC_DISPATCH(sub_row)(step, left, above, count, to);
        break;
    case PngFilter::up:
        HWY_DYNAMIC_DISPATCH(up_row)(left, above, count, to);
        break;
    case PngFilter::average:
        HWY_DYNAMIC_DISPATCH(average_row)(step, left, above, count, to);
        break;
    case PngFilter::paeth:
        HWY_DYNAMIC_DISPATCH(paeth_row)(step, left, above, count, to);
        break;
    }
}

} // namespace penstock::codec
#endif

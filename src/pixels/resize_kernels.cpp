// SPDX-License-Identifier: Apache-2.0
#include "pixels/resize_kernels.hpp"

#include "pixels/samples.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pixels/resize_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// What lies between these two lines is compiled once for each instruction set.
HWY_BEFORE_NAMESPACE();
namespace penstock::pixels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using FloatVector = hn::Vec<Floats>;

template <class T> HWY_INLINE FloatVector load(const T* from) {
    const Floats d;
    if constexpr (std::is_same_v<T, float>) {
        return hn::LoadU(d, from);
    } else if constexpr (std::is_same_v<T, hwy::float16_t>) {
        return hn::PromoteTo(d, hn::LoadU(hn::Rebind<T, Floats>{}, from));
    } else {
        const hn::Rebind<std::int32_t, Floats> d32;
        return hn::ConvertTo(d, hn::PromoteTo(d32, hn::LoadU(hn::Rebind<T, Floats>{}, from)));
    }
}

template <class T> HWY_INLINE void store_nearest(FloatVector value, T* to) {
    const Floats d;
    const hn::Rebind<std::int32_t, Floats> d32;
    const auto most = hn::Set(d, float{std::numeric_limits<T>::max()});
    // Not Max: of NaN it makes one thing here and another there.
    const auto positive = hn::IfThenElseZero(hn::Gt(value, hn::Zero(d)), value);
    const auto rounded = hn::NearestInt(hn::Min(positive, most));
    hn::StoreU(hn::DemoteTo(hn::Rebind<T, Floats>{}, hn::BitCast(d32, rounded)),
               hn::Rebind<T, Floats>{},
               to);
}

template <class T>
HWY_NOINLINE void store_all(const float* from, std::size_t count, std::byte* to) {
    const Floats d;
    T* const samples = reinterpret_cast<T*>(to);
    std::size_t i = 0;
    for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d))
        store_nearest(hn::LoadU(d, from + i), samples + i);
    if (i == count)
        return;
    HWY_ALIGN T last[hn::MaxLanes(Floats{})] = {};
    store_nearest(hn::LoadU(d, from + i), last);
    for (std::size_t k = 0; i < count; ++i, ++k)
        samples[i] = last[k];
}

// Several vectors at a time: their sums are independent, so that the additions overlap.
template <class T>
HWY_NOINLINE void combine_down_all(std::span<const std::byte* const> rows,
                                   std::span<const float> weights,
                                   std::size_t count,
                                   float* out) {
    const Floats d;
    const std::size_t n = hn::Lanes(d);
    std::size_t i = 0;
    for (; i + 4 * n <= count; i += 4 * n) {
        auto sum0 = hn::Zero(d);
        auto sum1 = hn::Zero(d);
        auto sum2 = hn::Zero(d);
        auto sum3 = hn::Zero(d);
        for (std::size_t k = 0; k < weights.size(); ++k) {
            const T* const samples = reinterpret_cast<const T*>(rows[k]) + i;
            const auto factor = hn::Set(d, weights[k]);
            sum0 = hn::MulAdd(load(samples), factor, sum0);
            sum1 = hn::MulAdd(load(samples + n), factor, sum1);
            sum2 = hn::MulAdd(load(samples + 2 * n), factor, sum2);
            sum3 = hn::MulAdd(load(samples + 3 * n), factor, sum3);
        }
        hn::StoreU(sum0, d, out + i);
        hn::StoreU(sum1, d, out + i + n);
        hn::StoreU(sum2, d, out + i + 2 * n);
        hn::StoreU(sum3, d, out + i + 3 * n);
    }
    // The rest goes through vectors too, so that it is rounded the same way.
    HWY_ALIGN T last[hn::MaxLanes(Floats{})] = {};
    for (; i < count; i += n) {
        const std::size_t rest = std::min(n, count - i);
        auto sum = hn::Zero(d);
        for (std::size_t k = 0; k < weights.size(); ++k) {
            std::memcpy(last, rows[k] + i * sizeof(T), rest * sizeof(T));
            sum = hn::MulAdd(load(last), hn::Set(d, weights[k]), sum);
        }
        hn::StoreU(sum, d, out + i);
    }
}

void add_to_all(const float* row, std::span<const RowPart> parts, std::size_t count) {
    const Floats d;
    const std::size_t n = hn::Lanes(d);
    for (const RowPart& part : parts) {
        const auto factor = hn::Set(d, part.weight);
        float* const sums = part.row;
        if (part.is_first)
            for (std::size_t i = 0; i < count; i += n)
                hn::StoreU(hn::Mul(hn::LoadU(d, row + i), factor), d, sums + i);
        else
            for (std::size_t i = 0; i < count; i += n)
                hn::StoreU(
                    hn::MulAdd(hn::LoadU(d, row + i), factor, hn::LoadU(d, sums + i)), d, sums + i);
    }
}

#if HWY_TARGET == HWY_SCALAR
void transpose_4x4(const float* in, std::size_t in_stride, float* out, std::size_t out_stride) {
    for (std::size_t y = 0; y < 4; ++y)
        for (std::size_t x = 0; x < 4; ++x)
            out[x * out_stride + y] = in[y * in_stride + x];
}
#else
HWY_INLINE void
transpose_4x4(const float* in, std::size_t in_stride, float* out, std::size_t out_stride) {
    const hn::FixedTag<float, 4> d;
    const auto row0 = hn::LoadU(d, in);
    const auto row1 = hn::LoadU(d, in + in_stride);
    const auto row2 = hn::LoadU(d, in + 2 * in_stride);
    const auto row3 = hn::LoadU(d, in + 3 * in_stride);
    const auto low01 = hn::InterleaveLower(d, row0, row1);
    const auto low23 = hn::InterleaveLower(d, row2, row3);
    const auto high01 = hn::InterleaveUpper(d, row0, row1);
    const auto high23 = hn::InterleaveUpper(d, row2, row3);
    hn::StoreU(hn::ConcatLowerLower(d, low23, low01), d, out);
    hn::StoreU(hn::ConcatUpperUpper(d, low23, low01), d, out + out_stride);
    hn::StoreU(hn::ConcatLowerLower(d, high23, high01), d, out + 2 * out_stride);
    hn::StoreU(hn::ConcatUpperUpper(d, high23, high01), d, out + 3 * out_stride);
}
#endif

void transpose(const float* in,
               std::size_t in_stride,
               std::size_t rows,
               std::size_t columns,
               float* out,
               std::size_t out_stride) {
    for (std::size_t y = 0; y < rows; y += 4)
        for (std::size_t x = 0; x < columns; x += 4)
            transpose_4x4(in + y * in_stride + x, in_stride, out + x * out_stride + y, out_stride);
}

// One new pixel of `channels` samples, each in all rows of the bundle.
template <std::size_t channels>
HWY_INLINE void
combine_pixel(const float* from, std::size_t step, std::span<const float> weights, float* to) {
    const hn::CappedTag<float, bundle_rows> d;
    const std::size_t n = hn::Lanes(d);
    for (std::size_t lane = 0; lane < bundle_rows; lane += n) {
        auto sum0 = hn::Zero(d);
        auto sum1 = hn::Zero(d);
        auto sum2 = hn::Zero(d);
        auto sum3 = hn::Zero(d);
        const float* sample = from + lane;
        for (const float weight : weights) {
            const auto factor = hn::Set(d, weight);
            sum0 = hn::MulAdd(hn::Load(d, sample), factor, sum0);
            if constexpr (channels > 1)
                sum1 = hn::MulAdd(hn::Load(d, sample + bundle_rows), factor, sum1);
            if constexpr (channels > 2)
                sum2 = hn::MulAdd(hn::Load(d, sample + 2 * bundle_rows), factor, sum2);
            if constexpr (channels > 3)
                sum3 = hn::MulAdd(hn::Load(d, sample + 3 * bundle_rows), factor, sum3);
            sample += step;
        }
        hn::Store(sum0, d, to + lane);
        if constexpr (channels > 1)
            hn::Store(sum1, d, to + bundle_rows + lane);
        if constexpr (channels > 2)
            hn::Store(sum2, d, to + 2 * bundle_rows + lane);
        if constexpr (channels > 3)
            hn::Store(sum3, d, to + 3 * bundle_rows + lane);
    }
}

template <std::size_t part>
HWY_NOINLINE void combine_channels(const float* bundle,
                                   const Weights& weights,
                                   std::size_t channels,
                                   float* new_bundle) {
    const std::size_t step = channels * bundle_rows;
    for (std::uint32_t x = 0; x < weights.size(); ++x)
        combine_pixel<part>(
            bundle + weights.first(x) * step, step, weights.of(x), new_bundle + x * step);
}

void combine_across(const float* bundle,
                    const Weights& weights,
                    std::size_t channels,
                    float* new_bundle) {
    for (std::size_t done = 0; done < channels;) {
        const float* const from = bundle + done * bundle_rows;
        float* const to = new_bundle + done * bundle_rows;
        switch (channels - done) {
        case 1:
            combine_channels<1>(from, weights, channels, to);
            break;
        case 2:
            combine_channels<2>(from, weights, channels, to);
            break;
        case 3:
            combine_channels<3>(from, weights, channels, to);
            break;
        default:
            combine_channels<4>(from, weights, channels, to);
            break;
        }
        done += 4;
    }
}

void combine_down(PixelType type,
                  std::span<const std::byte* const> rows,
                  std::span<const float> weights,
                  std::size_t count,
                  float* out) {
    if (type == PixelType::u8)
        combine_down_all<std::uint8_t>(rows, weights, count, out);
    else if (type == PixelType::u16)
        combine_down_all<std::uint16_t>(rows, weights, count, out);
    else if (type == PixelType::f16)
        combine_down_all<hwy::float16_t>(rows, weights, count, out);
    else
        combine_down_all<float>(rows, weights, count, out);
}

void store_integers(PixelType type, const float* from, std::size_t count, std::byte* to) {
    if (type == PixelType::u8)
        store_all<std::uint8_t>(from, count, to);
    else
        store_all<std::uint16_t>(from, count, to);
}

} // namespace
} // namespace penstock::pixels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace penstock::pixels {

HWY_EXPORT(combine_down);
HWY_EXPORT(add_to_all);
HWY_EXPORT(transpose);
HWY_EXPORT(combine_across);
HWY_EXPORT(store_integers);

void combine_down(PixelType type,
                  std::span<const std::byte* const> rows,
                  std::span<const float> weights,
                  std::size_t count,
                  float* out) {
    HWY_DYNAMIC_DISPATCH(combine_down)(type, rows, weights, count, out);
}

void add_to_all(const float* row, std::span<const RowPart> parts, std::size_t count) {
    HWY_DYNAMIC_DISPATCH(add_to_all)(row, parts, count);
}

void transpose(const float* in,
               std::size_t in_stride,
               std::size_t rows,
               std::size_t columns,
               float* out,
               std::size_t out_stride) {
    HWY_DYNAMIC_DISPATCH(transpose)(in, in_stride, rows, columns, out, out_stride);
}

void combine_across(const float* bundle,
                    const Weights& weights,
                    std::size_t channels,
                    float* new_bundle) {
    HWY_DYNAMIC_DISPATCH(combine_across)(bundle, weights, channels, new_bundle);
}

void store_row(PixelType type, const float* from, std::size_t count, std::byte* to) {
    if (is_integer(type))
        HWY_DYNAMIC_DISPATCH(store_integers)(type, from, count, to);
    else
        store_samples(type, from, count, to);
}

} // namespace penstock::pixels
#endif

// SPDX-License-Identifier: Apache-2.0
#include "pixels/alpha.hpp"

#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pixels/alpha.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// What lies between these two lines is compiled once for each instruction set.
HWY_BEFORE_NAMESPACE();
namespace penstock::pixels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR

template <std::size_t channels> void weight(float* row, std::size_t samples, float opaque) {
    for (std::size_t i = 0; i < samples; i += channels)
        for (std::size_t c = 0; c + 1 < channels; ++c)
            row[i + c] *= row[i + channels - 1] * (1.0F / opaque);
}

template <std::size_t channels> void unweight(float* row, std::size_t samples, float opaque) {
    for (std::size_t i = 0; i < samples; i += channels) {
        float& alpha = row[i + channels - 1];
        const float factor = alpha > 0.0F ? opaque / alpha : 0.0F;
        for (std::size_t c = 0; c + 1 < channels; ++c)
            row[i + c] *= factor;
        alpha = alpha > 0.0F ? (alpha < opaque ? alpha : opaque) : 0.0F;
    }
}

#else

using Floats = hn::ScalableTag<float>;
using FloatVector = hn::Vec<Floats>;

// The last of each group of lanes that is a pixel.
template <std::size_t channels> HWY_INLINE hn::Mask<Floats> alpha_lanes() {
    const hn::RebindToSigned<Floats> integers;
    const auto last = hn::Set(integers, std::int32_t{channels - 1});
    return hn::RebindMask(Floats{}, hn::Eq(hn::And(hn::Iota(integers, 0), last), last));
}

template <std::size_t channels> HWY_INLINE FloatVector alpha_everywhere(FloatVector pixels) {
    if constexpr (channels == 4)
        return hn::Broadcast<3>(pixels);
    else
        return hn::DupOdd(pixels);
}

template <std::size_t channels>
HWY_NOINLINE void weight(float* row, std::size_t samples, float opaque) {
    const Floats d;
    const auto is_alpha = alpha_lanes<channels>();
    const auto unit = hn::Set(d, 1.0F / opaque);
    for (std::size_t i = 0; i < samples; i += hn::Lanes(d)) {
        const auto pixels = hn::LoadU(d, row + i);
        const auto factor = hn::Mul(alpha_everywhere<channels>(pixels), unit);
        hn::StoreU(hn::IfThenElse(is_alpha, pixels, hn::Mul(pixels, factor)), d, row + i);
    }
}

template <std::size_t channels>
HWY_NOINLINE void unweight(float* row, std::size_t samples, float opaque) {
    const Floats d;
    const auto is_alpha = alpha_lanes<channels>();
    const auto most = hn::Set(d, opaque);
    const auto zero = hn::Zero(d);
    for (std::size_t i = 0; i < samples; i += hn::Lanes(d)) {
        const auto pixels = hn::LoadU(d, row + i);
        const auto alpha = alpha_everywhere<channels>(pixels);
        const auto is_visible = hn::Gt(alpha, zero);
        // An alpha that overshoots came with colours that overshoot as much.
        const auto factor = hn::IfThenElseZero(is_visible, hn::Div(most, alpha));
        const auto clamped = hn::IfThenElseZero(is_visible, hn::Min(alpha, most));
        hn::StoreU(hn::IfThenElse(is_alpha, clamped, hn::Mul(pixels, factor)), d, row + i);
    }
}

#endif

void weight_row(float* row, std::size_t samples, std::size_t channels, float opaque) {
    if (channels == 2)
        weight<2>(row, samples, opaque);
    else
        weight<4>(row, samples, opaque);
}

void unweight_row(float* row, std::size_t samples, std::size_t channels, float opaque) {
    if (channels == 2)
        unweight<2>(row, samples, opaque);
    else
        unweight<4>(row, samples, opaque);
}

} // namespace
} // namespace penstock::pixels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace penstock::pixels {

HWY_EXPORT(weight_row);
HWY_EXPORT(unweight_row);

float largest_sample(PixelType type) {
    switch (type) {
    case PixelType::u8:
        return 255.0F;
    case PixelType::u16:
        return 65535.0F;
    case PixelType::f16:
    case PixelType::f32:
        break;
    }
    return 1.0F;
}

void premultiply(std::span<float> row, std::size_t channels, float opaque) {
    HWY_DYNAMIC_DISPATCH(weight_row)(row.data(), row.size(), channels, opaque);
}

void unpremultiply(std::span<float> row, std::size_t channels, float opaque) {
    HWY_DYNAMIC_DISPATCH(unweight_row)(row.data(), row.size(), channels, opaque);
}

} // namespace penstock::pixels
#endif

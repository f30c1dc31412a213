// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_dc_colour.hpp"

#include <algorithm>
#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/jpeg_dc_colour.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef PENSTOCK_JPEG_DC_COLOUR
#define PENSTOCK_JPEG_DC_COLOUR
namespace penstock::codec {
namespace {

constexpr int fraction_bits = 16;
constexpr std::int32_t half = 1 << (fraction_bits - 1);

constexpr std::int32_t fixed(double value) {
    return static_cast<std::int32_t>(value * (1 << fraction_bits) + 0.5);
}

constexpr std::int32_t red_of_cr = fixed(1.40200);
constexpr std::int32_t green_of_cb = -fixed(0.34414);
constexpr std::int32_t green_of_cr = -fixed(0.71414);
constexpr std::int32_t blue_of_cb = fixed(1.77200);

std::uint8_t limited(std::int32_t value) {
    return static_cast<std::uint8_t>(std::clamp(value, 0, 255));
}

void convert_pixel(std::uint8_t luma, std::uint8_t blue, std::uint8_t red, std::uint8_t* rgb) {
    const std::int32_t cb = blue - 128;
    const std::int32_t cr = red - 128;
    rgb[0] = limited(luma + ((red_of_cr * cr + half) >> fraction_bits));
    rgb[1] = limited(luma + ((green_of_cb * cb + green_of_cr * cr + half) >> fraction_bits));
    rgb[2] = limited(luma + ((blue_of_cb * cb + half) >> fraction_bits));
}

} // namespace
} // namespace penstock::codec
#endif

// What lies between these two lines is compiled once for each instruction set.
HWY_BEFORE_NAMESPACE();
namespace penstock::codec::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// Converts whole vectors; gives how many pixels they were.
std::size_t convert_vectors(const std::uint8_t* luma,
                            const std::uint8_t* blue,
                            const std::uint8_t* red,
                            std::size_t pixels,
                            std::uint8_t* rgb) {
    const hn::ScalableTag<std::int32_t> d;
    const hn::Rebind<std::uint8_t, decltype(d)> samples;
    const std::size_t lanes = hn::Lanes(d);
    const auto middle = hn::Set(d, 128);
    const auto rounding = hn::Set(d, half);
    std::size_t i = 0;
    for (; i + lanes <= pixels; i += lanes) {
        const auto y = hn::PromoteTo(d, hn::LoadU(samples, luma + i));
        const auto cb = hn::Sub(hn::PromoteTo(d, hn::LoadU(samples, blue + i)), middle);
        const auto cr = hn::Sub(hn::PromoteTo(d, hn::LoadU(samples, red + i)), middle);
        const auto sample = [&](auto scaled) {
            const auto added = hn::ShiftRight<fraction_bits>(hn::Add(scaled, rounding));
            return hn::DemoteTo(samples, hn::Add(y, added));
        };
        const auto green =
            hn::Add(hn::Mul(cb, hn::Set(d, green_of_cb)), hn::Mul(cr, hn::Set(d, green_of_cr)));
        hn::StoreInterleaved3(sample(hn::Mul(cr, hn::Set(d, red_of_cr))),
                              sample(green),
                              sample(hn::Mul(cb, hn::Set(d, blue_of_cb))),
                              samples,
                              rgb + i * 3);
    }
    return i;
}

} // namespace
} // namespace penstock::codec::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace penstock::codec {
namespace {

HWY_EXPORT(convert_vectors);

} // namespace

void ycc_to_rgb(std::span<const std::byte> luma,
                std::span<const std::byte> blue,
                std::span<const std::byte> red,
                std::span<std::byte> rgb) {
    const auto* y = reinterpret_cast<const std::uint8_t*>(luma.data());
    const auto* cb = reinterpret_cast<const std::uint8_t*>(blue.data());
    const auto* cr = reinterpret_cast<const std::uint8_t*>(red.data());
    auto* to = reinterpret_cast<std::uint8_t*>(rgb.data());
    std::size_t i = HWY_DYNAMIC_DISPATCH(convert_vectors)(y, cb, cr, luma.size(), to);
    for (; i < luma.size(); ++i)
        convert_pixel(y[i], cb[i], cr[i], to + i * 3);
}

} // namespace penstock::codec
#endif

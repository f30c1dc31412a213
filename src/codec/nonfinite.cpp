// SPDX-License-Identifier: Apache-2.0
#include "codec/nonfinite.hpp"

#include <cstring>

namespace penstock::codec {
namespace {

// All bits of the exponent are set: infinite, or not a number.
template <class Bits, Bits Exponent> bool is_nonfinite(const std::byte* sample) {
    Bits bits{};
    std::memcpy(&bits, sample, sizeof bits);
    return (bits & Exponent) == Exponent;
}

template <class Bits, Bits Exponent> std::uint64_t count(const Image& image) {
    const std::byte* const begin = image.pixels().data();
    const std::size_t samples = image.pixels().size() / sizeof(Bits);
    // Nearly all pictures have none. The compiler makes vector code of a loop without branches.
    std::size_t found = 0;
    for (std::size_t i = 0; i < samples; ++i)
        found += is_nonfinite<Bits, Exponent>(begin + i * sizeof(Bits)) ? 1 : 0;
    if (found == 0)
        return 0;
    std::uint64_t pixels = 0;
    const std::size_t channels = image.spec().channels;
    for (std::size_t pixel = 0; pixel < samples; pixel += channels) {
        bool is_bad = false;
        for (std::size_t i = pixel; i < pixel + channels; ++i)
            is_bad |= is_nonfinite<Bits, Exponent>(begin + i * sizeof(Bits));
        pixels += is_bad ? 1 : 0;
    }
    return pixels;
}

} // namespace

std::uint64_t count_nonfinite_pixels(const Image& image) {
    switch (image.spec().pixel_type) {
    case PixelType::f16:
        return count<std::uint16_t, 0x7C00U>(image);
    case PixelType::f32:
        return count<std::uint32_t, 0x7F80'0000U>(image);
    default:
        return 0;
    }
}

} // namespace penstock::codec

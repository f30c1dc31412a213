// SPDX-License-Identifier: Apache-2.0
#include "pixels/dither.hpp"

#include "core/hash.hpp"

#include <array>
#include <cassert>
#include <cstring>
#include <limits>

namespace penstock::pixels {
namespace {

// Thresholds lie in the middle of 64 steps: none so near to 0 or 1 that the rounding of floats
// would move a value that is an integer already.
constexpr std::uint32_t steps = 64;

// The bits of x ^ y and y, interleaved, the lowest first: the recursive definition of the matrix.
constexpr std::uint32_t bayer_rank(std::uint32_t x, std::uint32_t y) {
    std::uint32_t rank = 0;
    for (std::uint32_t bit = 0; bit < 3; ++bit) {
        const std::uint32_t pair = ((x ^ y) >> bit & 1U) << 1U | (y >> bit & 1U);
        rank = rank << 2U | pair;
    }
    return rank;
}

constexpr auto bayer_matrix = [] {
    std::array<std::uint8_t, steps> matrix{};
    for (std::uint32_t i = 0; i < steps; ++i)
        matrix[i] = static_cast<std::uint8_t>(bayer_rank(i % 8, i / 8));
    return matrix;
}();

template <class T>
void store(const ImageSpec& spec,
           Dither dither,
           const RowPiece& piece,
           std::span<const float> from,
           std::byte* to) {
    for (std::size_t i = 0; i < from.size(); ++i) {
        const auto x = static_cast<std::uint32_t>((piece.first + i) / spec.channels);
        const float at_least_zero = from[i] > 0.0F ? from[i] : 0.0F; // NaN is not greater
        const float clamped = at_least_zero < 1.0F ? at_least_zero : 1.0F;
        const float value = clamped * float{std::numeric_limits<T>::max()};
        const T sample =
            static_cast<T>(static_cast<std::int32_t>(value + threshold_at(dither, x, piece.row)));
        std::memcpy(to + i * sizeof(T), &sample, sizeof(T));
    }
}

} // namespace

float threshold_at(Dither dither, std::uint32_t x, std::uint32_t y) {
    std::uint32_t step = steps / 2;
    if (dither == Dither::ordered)
        step = bayer_matrix[y % 8 * 8 + x % 8];
    else if (dither == Dither::random)
        step = static_cast<std::uint32_t>(hash(std::uint64_t{y} << 32U | x) >> 58U);
    return (static_cast<float>(step) + 0.5F) / float{steps};
}

void store_dithered(const ImageSpec& spec,
                    Dither dither,
                    const RowPiece& piece,
                    std::span<const float> from,
                    std::byte* to) {
    if (spec.pixel_type == PixelType::u8)
        return store<std::uint8_t>(spec, dither, piece, from, to);
    assert(spec.pixel_type == PixelType::u16);
    store<std::uint16_t>(spec, dither, piece, from, to);
}

} // namespace penstock::pixels

// SPDX-License-Identifier: Apache-2.0
#include "pixels/samples.hpp"

#include "pixels/half.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

namespace penstock::pixels {
namespace {

// A half is told apart from u16 by its type alone.
enum class Half : std::uint16_t {};

template <class T> void load(const std::byte* from, std::size_t count, float* to) {
    for (std::size_t i = 0; i < count; ++i) {
        T sample;
        std::memcpy(&sample, from + i * sizeof(T), sizeof(T));
        if constexpr (std::is_same_v<T, float>)
            to[i] = sample;
        else if constexpr (std::is_same_v<T, Half>)
            to[i] = float_from_half(static_cast<std::uint16_t>(sample));
        else
            to[i] = static_cast<float>(sample) / float{std::numeric_limits<T>::max()};
    }
}

// The product of a float and an integer of at most 16 bits is exact in a double, and so is the
// rounding.
template <class T> T nearest_integer(float value) {
    const float at_least_zero = value > 0.0F ? value : 0.0F; // NaN is not greater
    const float clamped = at_least_zero < 1.0F ? at_least_zero : 1.0F;
    return static_cast<T>(static_cast<std::int32_t>(
        static_cast<double>(clamped) * std::numeric_limits<T>::max() + 0.5));
}

template <class T> void store(const float* from, std::size_t count, std::byte* to) {
    for (std::size_t i = 0; i < count; ++i) {
        T sample;
        if constexpr (std::is_same_v<T, float>)
            sample = from[i];
        else if constexpr (std::is_same_v<T, Half>)
            sample = Half{half_from_float(from[i])};
        else
            sample = nearest_integer<T>(from[i]);
        std::memcpy(to + i * sizeof(T), &sample, sizeof(T));
    }
}

} // namespace

void load_samples(PixelType type, const std::byte* from, std::size_t count, float* to) {
    switch (type) {
    case PixelType::u8:
        return load<std::uint8_t>(from, count, to);
    case PixelType::u16:
        return load<std::uint16_t>(from, count, to);
    case PixelType::f16:
        return load<Half>(from, count, to);
    case PixelType::f32:
        return load<float>(from, count, to);
    }
}

void load_words_for_halfs(const std::byte* from, std::size_t count, float* to) {
    for (std::size_t i = 0; i < count; ++i) {
        std::uint16_t word = 0;
        std::memcpy(&word, from + i * sizeof(word), sizeof(word));
        const double exact = word / 65535.0;
        const auto nearest = static_cast<float>(exact);
        auto bits = std::bit_cast<std::uint32_t>(nearest);
        if (static_cast<double>(nearest) != exact)
            bits = (bits - (static_cast<double>(nearest) > exact ? 1U : 0U)) | 1U;
        to[i] = std::bit_cast<float>(bits);
    }
}

void store_samples(PixelType type, const float* from, std::size_t count, std::byte* to) {
    switch (type) {
    case PixelType::u8:
        return store<std::uint8_t>(from, count, to);
    case PixelType::u16:
        return store<std::uint16_t>(from, count, to);
    case PixelType::f16:
        return store<Half>(from, count, to);
    case PixelType::f32:
        return store<float>(from, count, to);
    }
}

} // namespace penstock::pixels

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/pixel_type.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace penstock {

/// What the numbers in the pixels mean.
enum class ColourSpace : std::uint8_t {
    unspecified,
    srgb,   ///< sRGB transfer function, as JPEG and PNG hold
    linear, ///< scene-linear light, as EXR holds
};

/// Of a picture that was made smaller while it was decoded: what it stands for. Its outermost
/// pixels can lie outside of it in part, where a side is no multiple of what one pixel was made of.
struct Shrunk {
    std::uint32_t width = 0; ///< of the picture as its file has it; 0: it is not made smaller
    std::uint32_t height = 0;
    /// How much of the first and the last column and row lies outside, in these pixels; below 0
    /// where the picture goes on beyond them.
    float left = 0;
    float top = 0;
    float right = 0;
    float bottom = 0;

    friend bool operator==(const Shrunk&, const Shrunk&) = default;
};

/// The shape of an image: width x height pixels of `channels` interleaved channels.
///
/// 1 channel is gray, 2 gray + alpha, 3 RGB, 4 RGBA; alpha is always last and not premultiplied.
/// More are unnamed.
struct ImageSpec {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t channels = 0;
    PixelType pixel_type = PixelType::u8;
    ColourSpace colour_space = ColourSpace::unspecified;
    /// Never set but where all who get the image said that it may come smaller: see
    /// `WorkNode::least_scale`.
    Shrunk shrunk = {};

    [[nodiscard]] std::uint64_t pixels() const { return std::uint64_t{width} * height; }
    [[nodiscard]] bool has_alpha() const { return channels == 2 || channels == 4; }
    [[nodiscard]] bool is_shrunk() const { return shrunk.width != 0; }
    /// The same picture as its file has it: what it was before it was made smaller.
    [[nodiscard]] PENSTOCK_API ImageSpec whole() const;
    /// Bytes of one pixel.
    [[nodiscard]] PENSTOCK_API std::uint64_t pixel_bytes() const;
    /// Bytes of one row, without padding.
    [[nodiscard]] PENSTOCK_API std::uint64_t row_bytes() const;
    /// Bytes of all rows. Throws `ItemError` (limit) where that does not fit 64 bits.
    [[nodiscard]] PENSTOCK_API std::uint64_t bytes() const;
    /// "1920x1080 u8 x 3".
    [[nodiscard]] PENSTOCK_API std::string to_string() const;

    friend bool operator==(const ImageSpec&, const ImageSpec&) = default;
};

} // namespace penstock

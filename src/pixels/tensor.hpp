// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::pixels {

/// In which order the samples of a tensor lie.
enum class TensorLayout : std::uint8_t {
    chw, ///< one plane after another: channels, rows, columns
    hwc, ///< as in an image: rows, columns, channels
};

/// An image as an array in NumPy's format (.npy, version 1.0).
struct TensorOptions {
    TensorLayout layout = TensorLayout::chw;
    PixelType pixel_type = PixelType::f32;
};

/// How many bytes it has.
[[nodiscard]] std::uint64_t tensor_bytes(const ImageSpec& spec, const TensorOptions& options);

/// Writes it: `to` has `tensor_bytes`. Of integers, and into integers, 0..1 is their range; where
/// the pixel type stays, so do the values.
void write_tensor(const Image& image, const TensorOptions& options, std::span<std::byte> to);

} // namespace penstock::pixels

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace penstock::pixels {

/// The largest sigma: beyond it, a picture that was made smaller first looks the same.
inline constexpr double largest_sigma = 100;

/// How the image is blurred, and what is done with the blurred one.
struct BlurOptions {
    /// The standard deviation of the Gaussian, in pixels; it is cut off at four of them. Behind its
    /// edges, the image goes on as it is at them.
    double sigma = 1;
    /// Of an unsharp mask: where a value differs from the blurred one by the threshold or more (as
    /// a part of the range from black to white), it moves away from it by the amount. Alpha stays
    /// as it is.
    struct Unsharp {
        double amount = 1;
        double threshold = 0;
    };
    std::optional<Unsharp> unsharp = {};
};

/// How much scratch memory `blur` needs. Never more for a smaller image.
[[nodiscard]] std::uint64_t blur_scratch_bytes(const ImageSpec& spec, const BlurOptions& options);

/// An upper bound of all memory that `blur` takes beside the images: scratch, as a buffer's
/// capacity, and tables of weights.
[[nodiscard]] std::uint64_t blur_working_bytes(const ImageSpec& spec, const BlurOptions& options);

/// Writes `in`, blurred or sharpened, to `out`, whose spec is the same.
///
/// Works in single precision whatever the pixel type; integers are rounded and clamped. Colours are
/// weighted with their alpha, so that what is transparent does not bleed: where the blurred image
/// is wholly transparent, its colour is 0; an unsharp mask moves away from that. `scratch` is
/// 64-byte aligned and has `blur_scratch_bytes`.
void blur(const Image& in, Image& out, const BlurOptions& options, std::span<std::byte> scratch);

/// The same with scratch memory from the heap.
void blur(const Image& in, Image& out, const BlurOptions& options);

} // namespace penstock::pixels

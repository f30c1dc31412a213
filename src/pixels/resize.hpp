// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "pixels/filter.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::pixels {

/// The size that the whole picture is scaled to, and where in the target its upper left corner
/// lies. What lies outside is cut off; what it does not cover stays as it is.
struct Placement {
    std::uint32_t width = 0; ///< 0: the target's
    std::uint32_t height = 0;
    std::int64_t x = 0;
    std::int64_t y = 0;
};

struct ResizeOptions {
    Filter filter = Filter::lanczos;
    /// Averages light instead of the stored values, which are those of sRGB.
    bool linear = false;
    Placement placement = {};
};

/// How much scratch memory `resize` needs between images of these specs. Never more for a smaller
/// image.
[[nodiscard]] std::uint64_t
resize_scratch_bytes(const ImageSpec& from, const ImageSpec& to, const ResizeOptions& options);

/// An upper bound of all memory that `resize` takes beside the images: scratch, as a buffer's
/// capacity, and tables of weights.
[[nodiscard]] std::uint64_t
resize_working_bytes(const ImageSpec& from, const ImageSpec& to, const ResizeOptions& options);

/// Fills `out` with `in`, scaled to its width and height, or as the placement says. The specs are
/// equal in all else, but for what `in` was shrunk from: what of its outermost pixels is spare is
/// left out, and `out` is the picture as it would be of the whole one.
///
/// Works in single precision whatever the pixel type; integers are rounded and clamped. Where no
/// side changes, pixels are copied. Colours are
/// weighted with their alpha, so that what is transparent does not bleed: its colour comes out as
/// 0. `scratch` is 64-byte aligned and has `resize_scratch_bytes`.
void resize(const Image& in,
            Image& out,
            const ResizeOptions& options,
            std::span<std::byte> scratch);

/// The same with scratch memory from the heap.
void resize(const Image& in, Image& out, const ResizeOptions& options);

} // namespace penstock::pixels

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "pixels/filter.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

// What resize and blur have in common: new pixels are weighted sums of old ones, first down the
// columns, then across the rows, in single precision.
namespace penstock::pixels {

/// New rows and columns of old ones, and where in the target they go.
struct Separable {
    const Weights& across;
    const Weights& down;
    std::uint32_t left = 0;
    std::uint32_t top = 0;
    /// Sums up light instead of the stored values, which are those of sRGB.
    bool linear = false;
};

/// What is done with a row of new samples before it is stored: they are in the units in which they
/// are stored, or light, and no longer weighted with their alpha.
class RowChange {
public:
    RowChange() = default;
    RowChange(const RowChange&) = delete;
    RowChange& operator=(const RowChange&) = delete;
    virtual ~RowChange() = default;
    virtual void change(std::uint32_t y, std::span<float> samples) = 0;
};

/// How much scratch memory `combine` needs: `kept_rows` is the smaller one of the most taps and the
/// most active that the weights down the columns have.
[[nodiscard]] std::uint64_t separable_scratch_bytes(std::uint32_t old_width,
                                                    std::uint32_t new_width,
                                                    std::uint32_t channels,
                                                    std::uint64_t kept_rows);

/// The most taps, or active, that `combine` can do with.
inline constexpr std::uint32_t most_kept_rows = 1024;

/// Writes the new pixels; the specs of the images are equal but for the sizes. Integers are rounded
/// and clamped. Colours are weighted with their alpha, so that what is transparent does not bleed:
/// its colour comes out as 0. `scratch` is 64-byte aligned.
void combine(const Image& in,
             Image& out,
             const Separable& how,
             std::uint64_t kept_rows,
             std::span<std::byte> scratch,
             RowChange* change = nullptr);

} // namespace penstock::pixels

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <vector>

namespace penstock::pixels {

/// A tile of fractal noise that repeats without a seam: like the texture of natural surfaces, all
/// scales of detail, less of the finer ones, a few soft edges, little colour.
///
/// Samples are signed, around 0, interleaved.
class Texture {
public:
    struct Size {
        std::uint32_t width; ///< multiples of `cell`
        std::uint32_t height;
    };
    /// Of the coarsest detail.
    static constexpr std::uint32_t cell = 32;

    /// Samples are between -most and +most.
    static constexpr std::int32_t most = 12480;

    /// Its memory, and what it takes to make it, come from `memory`, which outlives it.
    Texture(Size size, std::uint32_t channels, std::uint64_t id, std::pmr::memory_resource& memory);

    [[nodiscard]] const Size& size() const { return size_; }
    /// A row, repeated without end in both directions by the caller.
    [[nodiscard]] std::span<const std::int16_t> row(std::uint64_t y) const;

private:
    Size size_;
    std::size_t row_samples_;
    std::pmr::vector<std::int16_t> samples_;
};

/// All the memory that making a texture takes, itself included, where none is used again.
[[nodiscard]] std::uint64_t texture_bytes(Texture::Size size, std::uint32_t channels);

} // namespace penstock::pixels

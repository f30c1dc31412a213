// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "codec/png_filter_kernels.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

enum class PngFilterChoice : std::uint8_t {
    none,         ///< rows stay as they are
    least_sum,    ///< whatever leaves the smallest numbers
    least_entropy ///< whatever leaves the fewest bits, were each byte to have a code; slow
};

/// The rows of an image as a PNG has them before they are packed: the number of a filter, then what
/// it leaves.
class PngRowFilter {
public:
    /// `image` and `scratch`, which has scratch_bytes(), outlive this.
    PngRowFilter(const Image& image, PngFilterChoice choice, std::span<std::byte> scratch);

    [[nodiscard]] static std::uint64_t scratch_bytes(const ImageSpec& spec);

    /// Writes the next row, row_bytes() + 1, and up to png_row_margin bytes behind it.
    void next(std::uint8_t* target);

private:
    [[nodiscard]] PngFilter choose(const PngRow& row) const;
    [[nodiscard]] PngFilter of_least_entropy(const PngRow& row) const;
    [[nodiscard]] std::uint8_t* buffer(std::size_t number) const;

    const Image& image_; // borrowed
    PngFilterChoice choice_;
    std::uint8_t* scratch_; // borrowed: two rows, and one that is tried
    std::uint32_t y_ = 0;   // of the next row
};

} // namespace penstock::codec

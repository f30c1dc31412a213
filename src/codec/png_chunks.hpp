// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image_spec.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

/// Colours and alpha of all indices, also of those that the file does not name.
using PngPalette = std::array<std::array<std::uint8_t, 4>, 256>;

/// The chunks of a PNG that make up its picture, where they are in the plain order of nearly all
/// files and all their checksums are right.
class PngChunks {
public:
    /// False where anything is otherwise, or the picture is not of that spec. `file` outlives this.
    [[nodiscard]] bool read(std::span<const std::byte> file, const ImageSpec& spec);

    [[nodiscard]] bool is_palette() const;
    /// Of the file, not of the image.
    [[nodiscard]] std::size_t pixel_bytes() const { return pixel_bytes_; }
    void copy_palette(PngPalette& palette) const;

    /// Of all chunks of pixels.
    [[nodiscard]] std::uint64_t packed_bytes() const { return packed_bytes_; }
    /// The packed pixels where they lie in one chunk, else nothing.
    [[nodiscard]] std::span<const std::byte> packed_of_one() const;
    void copy_packed(std::span<std::byte> target) const;

private:
    struct Chunk {
        std::uint32_t name;
        std::span<const std::byte> content;
    };
    // In which order they come.
    enum class Stage : std::uint8_t { header, palette, transparency, pixels, end };

    [[nodiscard]] static bool take(std::span<const std::byte>& rest, Chunk& chunk);
    [[nodiscard]] bool accept(const Chunk& chunk, Stage& stage, const ImageSpec& spec);
    [[nodiscard]] bool accept_header(std::span<const std::byte> content, const ImageSpec& spec);
    [[nodiscard]] bool fits(const ImageSpec& spec) const;

    std::uint32_t colour_type_ = 0;
    std::size_t pixel_bytes_ = 0;
    std::span<const std::byte> palette_;      // borrowed, as the others
    std::span<const std::byte> transparency_; // of the palette
    std::span<const std::byte> from_first_;   // the file from the first chunk of pixels on
    std::span<const std::byte> only_;
    std::size_t chunks_ = 0; // of pixels, that have any
    std::uint64_t packed_bytes_ = 0;
};

} // namespace penstock::codec

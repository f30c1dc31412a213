// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "codec/byte_reader.hpp"
#include "codec/encode_options.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

struct Header;

/// The first picture of a GIF, and the canvas on which it lies.
struct GifPicture {
    std::uint32_t canvas_width = 0; ///< large enough for the picture, whatever the file says
    std::uint32_t canvas_height = 0;
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    bool is_interlaced = false;
    bool has_transparency = false;
    std::uint32_t transparent_index = 0;

    [[nodiscard]] bool fills_canvas() const {
        return width == canvas_width && height == canvas_height;
    }
};

/// Throws `ItemError`: truncated, corrupt, limit.
[[nodiscard]] GifPicture find_gif_picture(const ByteReader& file);

/// Decodes the first picture by giflib into `pixels`: RGB, or RGBA where something is transparent.
/// `scratch` has a row of indices. Throws `ItemError`; where the file ends early, after the rows
/// that are there.
void decode_gif(const Header& header,
                std::span<const std::byte> file,
                std::span<std::byte> pixels,
                std::span<std::byte> scratch);

/// Writes one picture with a palette of its own by giflib. Pixels of RGBA are transparent where
/// alpha is below one half; that takes one of the colours. Gives the size.
[[nodiscard]] std::size_t
encode_gif(const Image& image, const EncodeOptions& options, std::span<std::byte> target);

} // namespace penstock::codec

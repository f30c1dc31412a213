// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/gif_reader.hpp"
#include "codec/header.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace penstock::codec {

/// The pictures of a GIF, of which at most `most` + 1 are looked for. Throws `ItemError`.
[[nodiscard]] std::vector<GifPicture> find_gif_pictures(const ByteReader& file, std::uint32_t most);

/// The header of every frame of an animation of these pictures, whose first one has the header
/// `first`: RGBA if one of the frames can have something transparent in it.
[[nodiscard]] Header gif_animation_header(const Header& first,
                                          std::span<const GifPicture> pictures);

/// The frames of an animated GIF, one after another, each as it is seen: laid over what the frames
/// before it left.
class GifAnimation {
public:
    /// `file` is borrowed, and so are header.scratch_bytes of `scratch`. Throws `ItemError`.
    GifAnimation(const Header& header,
                 std::span<const std::byte> file,
                 std::span<std::byte> scratch);

    /// Fills header.spec.bytes() with the next frame. Throws `ItemError`.
    void next(std::span<std::byte> pixels);

private:
    void lay(const GifPicture& picture);
    void copy_place(const GifPicture& picture,
                    std::span<const std::byte> from,
                    std::span<std::byte> to) const;
    void clear_place(const GifPicture& picture);

    ImageSpec spec_;
    MemoryReader file_;
    GifBlocks blocks_; // reads file_
    GifReader reader_;
    std::span<std::byte> line_; // three parts of the scratch
    std::span<std::byte> canvas_;
    std::span<std::byte> saved_; // the canvas before a picture; empty where it is not asked for
};

} // namespace penstock::codec

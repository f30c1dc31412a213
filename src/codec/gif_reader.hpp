// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image_spec.hpp"

#include "codec/gif_blocks.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

struct GifFileType;

namespace penstock::codec {

/// Decodes the pictures of a GIF by giflib, one after another.
class GifReader {
public:
    /// `file` is borrowed. Throws `ItemError`.
    explicit GifReader(std::span<const std::byte> file);
    GifReader(const GifReader&) = delete;
    GifReader& operator=(const GifReader&) = delete;
    ~GifReader();

    /// Lays the next picture, which `picture` describes, over a canvas of RGB or RGBA; what is
    /// transparent in it, and what sticks out of the canvas, is left out. `line` has room for a row
    /// of indices. Throws `ItemError`; where the file ends early, after the rows that are there.
    void lay_next(const GifPicture& picture,
                  const ImageSpec& spec,
                  std::span<std::byte> canvas,
                  std::span<std::byte> line);

private:
    struct Close {
        void operator()(GifFileType* gif) const;
    };
    // The file as giflib reads it.
    struct Source {
        std::span<const std::byte> file;
        std::size_t at = 0;
        bool is_at_end = false; // more was asked for than there is
    };

    static int read_source(GifFileType* gif, unsigned char* target, int size);
    [[noreturn]] void fail(const GifPicture& picture, std::uint32_t rows) const;
    void skip_to(const GifPicture& picture);

    Source source_;
    int error_ = 0;
    std::unique_ptr<GifFileType, Close> gif_;
};

} // namespace penstock::codec

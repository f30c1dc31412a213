// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/byte_reader.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace penstock::codec {

/// What becomes of a picture's place before the next picture is laid there.
enum class GifDisposal : std::uint8_t {
    keep,
    clear,    ///< it becomes transparent; the background colour, as viewers have it
    previous, ///< it is again what it was before the picture
};

/// A picture of a GIF, and the canvas on which it lies.
struct GifPicture {
    std::uint32_t canvas_width = 0; ///< large enough for the first picture, whatever the file says
    std::uint32_t canvas_height = 0;
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t number = 0; ///< in the file, counted from 0
    bool is_interlaced = false;
    bool has_transparency = false;
    std::uint32_t transparent_index = 0;
    GifDisposal disposal = GifDisposal::keep;

    [[nodiscard]] bool fills_canvas() const {
        return width == canvas_width && height == canvas_height;
    }
};

/// Finds the pictures of a GIF one after another, without decoding them. Reads forward, each part
/// of the file at most once. Not thread-safe.
class GifBlocks {
public:
    /// `file` is borrowed. Throws `ItemError`: truncated.
    explicit GifBlocks(const ByteReader& file);

    /// Nothing after the last picture: at the trailer, at the end of the file, or, as viewers have
    /// it, at a block of an unknown kind. A picture whose pixels end early is found. Throws
    /// `ItemError`: truncated, corrupt where there is no picture at all or one has no pixels, limit
    /// where there are too many blocks before a picture.
    [[nodiscard]] std::optional<GifPicture> next();

private:
    template <std::size_t Size> std::array<std::byte, Size> take();
    void skip(std::uint64_t bytes) { at_ += bytes; }
    void skip_pixels();
    void read_extension(GifPicture& picture);
    void read_descriptor(GifPicture& picture);
    void count();

    const ByteReader* file_; // borrowed: outlives this
    std::uint64_t at_ = 0;
    std::uint64_t window_at_ = 0;
    std::size_t window_bytes_ = 0;
    int blocks_ = 0; // before this picture
    bool is_at_pixels_ = false;
    GifPicture next_;
    std::array<std::byte, 4096> window_{}; // of the file, what was read last
};

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/gif.hpp"
#include "codec/header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

namespace penstock::codec {
namespace {

constexpr auto little = std::endian::little;
constexpr int most_blocks = 10'000; // before the picture
constexpr std::byte extension{0x21};
constexpr std::byte descriptor{0x2C};
constexpr std::byte trailer{0x3B};
constexpr std::byte graphic_control{0xF9};

std::uint64_t palette_bytes(std::byte flags) {
    if ((flags & std::byte{0x80}) == std::byte{0})
        return 0;
    return 3ULL << (std::to_integer<unsigned>(flags & std::byte{7}) + 1);
}

class Blocks {
public:
    explicit Blocks(const ByteReader& file) : file_{&file} {}

    template <std::size_t Size> std::array<std::byte, Size> take() {
        std::array<std::byte, Size> bytes{};
        file_->read_all_at(at_, bytes, "the header of the GIF");
        at_ += Size;
        return bytes;
    }
    void skip(std::uint64_t bytes) { at_ += bytes; }

    void read_extension(GifPicture& picture) {
        const bool is_control = take<1>()[0] == graphic_control;
        for (bool is_first = true;; is_first = false) {
            count();
            const auto size = std::to_integer<std::uint64_t>(take<1>()[0]);
            if (size == 0)
                return;
            if (is_control && is_first && size >= 4) {
                const auto control = take<4>();
                picture.has_transparency = (control[0] & std::byte{1}) != std::byte{0};
                picture.transparent_index = std::to_integer<std::uint32_t>(control[3]);
                skip(size - 4);
            } else {
                skip(size);
            }
        }
    }
    void count() {
        if (++blocks_ > most_blocks)
            throw ItemError{
                ErrorClass::limit,
                fmt::format("the GIF has more than {} blocks before its picture", most_blocks)};
    }

private:
    const ByteReader* file_; // borrowed
    std::uint64_t at_ = 0;
    int blocks_ = 0;
};

void read_descriptor(Blocks& blocks, GifPicture& picture) {
    const auto bytes = blocks.take<9>();
    picture.x = u16_at(bytes, 0, little);
    picture.y = u16_at(bytes, 2, little);
    picture.width = u16_at(bytes, 4, little);
    picture.height = u16_at(bytes, 6, little);
    picture.is_interlaced = (bytes[8] & std::byte{0x40}) != std::byte{0};
    picture.canvas_width = std::max(picture.canvas_width, picture.x + picture.width);
    picture.canvas_height = std::max(picture.canvas_height, picture.y + picture.height);
    if (picture.width == 0 || picture.height == 0)
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the GIF says that its first picture is {}x{} pixels",
                                    picture.width,
                                    picture.height)};
}

} // namespace

GifPicture find_gif_picture(const ByteReader& file) {
    Blocks blocks{file};
    const auto screen = blocks.take<13>();
    GifPicture picture;
    picture.canvas_width = u16_at(screen, 6, little);
    picture.canvas_height = u16_at(screen, 8, little);
    blocks.skip(palette_bytes(screen[10]));
    for (;;) {
        blocks.count();
        const std::byte kind = blocks.take<1>()[0];
        if (kind == descriptor) {
            read_descriptor(blocks, picture);
            return picture;
        }
        if (kind == trailer)
            throw ItemError{ErrorClass::corrupt, "the GIF has no picture in it"};
        if (kind != extension)
            throw ItemError{ErrorClass::corrupt,
                            fmt::format("the GIF has a block of the unknown kind {:#04x}",
                                        std::to_integer<unsigned>(kind))};
        blocks.read_extension(picture);
    }
}

Header read_gif_header(const ByteReader& file) {
    const GifPicture picture = find_gif_picture(file);
    Header header;
    header.spec = {.width = picture.canvas_width,
                   .height = picture.canvas_height,
                   .channels = picture.has_transparency || !picture.fills_canvas() ? 4U : 3U,
                   .pixel_type = PixelType::u8,
                   .colour_space = ColourSpace::srgb};
    header.codec_bytes = 256 * 1024; // giflib's tables and palettes
    header.scratch_bytes = picture.width;
    return header;
}

} // namespace penstock::codec

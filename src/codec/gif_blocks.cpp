// SPDX-License-Identifier: Apache-2.0
#include "codec/gif_blocks.hpp"

#include "penstock/failure.hpp"

#include "codec/byte_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <string>

namespace penstock::codec {
namespace {

constexpr auto little = std::endian::little;
constexpr int most_blocks = 10'000; // before a picture
constexpr std::byte extension{0x21};
constexpr std::byte descriptor{0x2C};
constexpr std::byte trailer{0x3B};
constexpr std::byte graphic_control{0xF9};

std::uint64_t palette_bytes(std::byte flags) {
    if ((flags & std::byte{0x80}) == std::byte{0})
        return 0;
    return 3ULL << (std::to_integer<unsigned>(flags & std::byte{7}) + 1);
}

// Some programs write 4 where 3 is meant.
GifDisposal disposal_of(std::byte flags) {
    switch (std::to_integer<unsigned>(flags >> 2) & 7U) {
    case 2:
        return GifDisposal::clear;
    case 3:
    case 4:
        return GifDisposal::previous;
    default:
        return GifDisposal::keep;
    }
}

} // namespace

GifBlocks::GifBlocks(const ByteReader& file) : file_{&file} {
    const auto screen = take<13>();
    next_.canvas_width = u16_at(screen, 6, little);
    next_.canvas_height = u16_at(screen, 8, little);
    skip(palette_bytes(screen[10]));
}

std::optional<GifPicture> GifBlocks::next() {
    if (is_at_pixels_)
        skip_pixels();
    const bool is_first = next_.number == 0;
    for (blocks_ = 0;;) {
        if (!is_first && at_ >= file_->size())
            return std::nullopt;
        count();
        const std::byte kind = take<1>()[0];
        if (kind == descriptor) {
            GifPicture picture = next_;
            read_descriptor(picture);
            next_ = {.canvas_width = picture.canvas_width,
                     .canvas_height = picture.canvas_height,
                     .number = picture.number + 1};
            return picture;
        }
        if (kind == extension)
            read_extension(next_);
        else if (!is_first)
            return std::nullopt;
        else if (kind == trailer)
            throw ItemError{ErrorClass::corrupt, "the GIF has no picture in it"};
        else
            throw ItemError{ErrorClass::corrupt,
                            fmt::format("the GIF has a block of the unknown kind {:#04x}",
                                        std::to_integer<unsigned>(kind))};
    }
}

template <std::size_t Size> std::array<std::byte, Size> GifBlocks::take() {
    if (at_ < window_at_ || at_ + Size > window_at_ + window_bytes_) {
        window_at_ = at_;
        window_bytes_ = file_->read_at(at_, window_);
    }
    std::array<std::byte, Size> bytes{};
    if (window_bytes_ < at_ - window_at_ + Size)
        file_->read_all_at(at_, bytes, "the header of the GIF"); // says that it ends there
    else
        std::copy_n(
            window_.begin() + static_cast<std::ptrdiff_t>(at_ - window_at_), Size, bytes.begin());
    at_ += Size;
    return bytes;
}

// The size of the codes, then blocks up to an empty one.
void GifBlocks::skip_pixels() {
    is_at_pixels_ = false;
    skip(1);
    while (at_ < file_->size()) {
        const auto size = std::to_integer<std::uint64_t>(take<1>()[0]);
        if (size == 0)
            return;
        skip(size);
    }
}

void GifBlocks::read_extension(GifPicture& picture) {
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
            picture.disposal = disposal_of(control[0]);
            skip(size - 4);
        } else {
            skip(size);
        }
    }
}

void GifBlocks::read_descriptor(GifPicture& picture) {
    const auto bytes = take<9>();
    picture.x = u16_at(bytes, 0, little);
    picture.y = u16_at(bytes, 2, little);
    picture.width = u16_at(bytes, 4, little);
    picture.height = u16_at(bytes, 6, little);
    picture.is_interlaced = (bytes[8] & std::byte{0x40}) != std::byte{0};
    if (picture.number == 0) {
        picture.canvas_width = std::max(picture.canvas_width, picture.x + picture.width);
        picture.canvas_height = std::max(picture.canvas_height, picture.y + picture.height);
    }
    if (picture.width == 0 || picture.height == 0)
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the GIF says that its {} is {}x{} pixels",
                                    picture.number == 0 ? "first picture"
                                                        : fmt::format("frame {}", picture.number),
                                    picture.width,
                                    picture.height)};
    skip(palette_bytes(bytes[8]));
    is_at_pixels_ = true;
}

void GifBlocks::count() {
    if (++blocks_ > most_blocks)
        throw ItemError{
            ErrorClass::limit,
            fmt::format("the GIF has more than {} blocks before its {}",
                        most_blocks,
                        next_.number == 0 ? "picture" : fmt::format("frame {}", next_.number))};
}

} // namespace penstock::codec

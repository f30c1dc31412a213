// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/header.hpp"
#include "codec/tga.hpp"
#include "codec/truncated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace penstock::codec {
namespace {

using Pixel = std::array<std::byte, 4>;

std::byte of_five_bits(std::uint32_t value) {
    return static_cast<std::byte>(((value & 31U) * 255 + 15) / 31);
}

// A colour as the file spells it: blue first, or five bits a channel.
Pixel colour_of(std::span<const std::byte> bytes) {
    if (bytes.size() == 2) {
        const std::uint32_t value = u16_at(bytes, 0, std::endian::little);
        return {of_five_bits(value >> 10U),
                of_five_bits(value >> 5U),
                of_five_bits(value),
                (value & 0x8000U) != 0 ? std::byte{0xFF} : std::byte{0}};
    }
    return {bytes[2], bytes[1], bytes[0], bytes.size() == 4 ? bytes[3] : std::byte{0xFF}};
}

// Rounds to the nearest. A pixel without alpha stays as it is.
void divide_by_alpha(Pixel& pixel, std::size_t channels) {
    const auto alpha = std::to_integer<unsigned>(pixel[channels - 1]);
    if (alpha == 0)
        return;
    for (std::size_t c = 0; c + 1 < channels; ++c) {
        const unsigned value = (std::to_integer<unsigned>(pixel[c]) * 510 + alpha) / (2 * alpha);
        pixel[c] = static_cast<std::byte>(std::min(value, 255U));
    }
}

class Decoder {
public:
    Decoder(const TgaHeader& tga, std::span<const std::byte> file, std::span<std::byte> pixels)
        : tga_{&tga}, file_{file}, pixels_{pixels}, at_{tga.data_offset} {
        if (tga.data_offset > file.size())
            throw TruncatedPicture{"the Targa file ends before its pixels", 0};
    }

    void decode() {
        const std::uint64_t count = std::uint64_t{tga_->width} * tga_->height;
        while (done_ < count) {
            if (!tga_->is_packed) {
                put(next_pixel());
                continue;
            }
            const auto head = std::to_integer<std::uint32_t>(take(1)[0]);
            const std::uint64_t run = std::min<std::uint64_t>((head & 0x7FU) + 1, count - done_);
            if ((head & 0x80U) != 0) {
                const Pixel pixel = next_pixel();
                for (std::uint64_t i = 0; i < run; ++i)
                    put(pixel);
            } else {
                for (std::uint64_t i = 0; i < run; ++i)
                    put(next_pixel());
            }
        }
    }

private:
    std::span<const std::byte> take(std::size_t bytes) {
        if (bytes > file_.size() - at_)
            fail_truncated();
        at_ += bytes;
        return file_.subspan(at_ - bytes, bytes);
    }

    [[noreturn]] void fail_truncated() const {
        const std::uint64_t rows = done_ / tga_->width;
        throw truncated_after(
            fmt::format("the Targa file ends after {} of {} rows", rows, tga_->height),
            rows,
            tga_->height,
            tga_->is_bottom_up);
    }

    Pixel next_pixel() {
        const auto bytes = take(ceil_div(tga_->bits, 8));
        if (tga_->is_gray)
            return {bytes[0], bytes.back()};
        if (!tga_->has_palette)
            return colour_of(bytes);
        const auto index = static_cast<std::uint32_t>(number(bytes, std::endian::little));
        if (index < tga_->first_index || index - tga_->first_index >= tga_->palette_entries)
            return {std::byte{0}, std::byte{0}, std::byte{0}, std::byte{0xFF}};
        const std::size_t entry_bytes = ceil_div(tga_->colour_bits, 8);
        return colour_of(file_.subspan(
            tga_->palette_offset + (index - tga_->first_index) * entry_bytes, entry_bytes));
    }

    void put(Pixel pixel) {
        if (tga_->is_premultiplied)
            divide_by_alpha(pixel, tga_->channels);
        std::uint64_t x = done_ % tga_->width;
        std::uint64_t y = done_ / tga_->width;
        if (tga_->is_right_to_left)
            x = tga_->width - 1 - x;
        if (tga_->is_bottom_up)
            y = tga_->height - 1 - y;
        std::copy_n(pixel.begin(),
                    tga_->channels,
                    pixels_.begin() +
                        static_cast<std::ptrdiff_t>((y * tga_->width + x) * tga_->channels));
        ++done_;
    }

    const TgaHeader* tga_; // borrowed
    std::span<const std::byte> file_;
    std::span<std::byte> pixels_;
    std::size_t at_;
    std::uint64_t done_ = 0; // pixels, in the file's order
};

} // namespace

void decode_tga(const Header&, std::span<const std::byte> file, std::span<std::byte> pixels) {
    const auto tga = find_tga_header(MemoryReader{file});
    if (!tga)
        throw ItemError{ErrorClass::corrupt, "the Targa file has an impossible header"};
    Decoder{*tga, file, pixels}.decode();
}

} // namespace penstock::codec

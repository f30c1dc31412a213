// SPDX-License-Identifier: Apache-2.0
#include "codec/bmp.hpp"
#include "codec/byte_order.hpp"
#include "codec/header.hpp"
#include "codec/truncated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace penstock::codec {
namespace {

[[noreturn]] void fail_truncated(std::uint64_t rows, const BmpHeader& bmp) {
    throw truncated_after(fmt::format("the BMP ends after {} of {} rows", rows, bmp.height),
                          rows,
                          bmp.height,
                          !bmp.is_top_down);
}

// The rows of the image in the order in which the file has them.
class Rows {
public:
    Rows(const BmpHeader& bmp, const ImageSpec& spec, std::span<std::byte> pixels)
        : bmp_{&bmp}, row_bytes_{spec.row_bytes()}, pixels_{pixels} {}

    [[nodiscard]] std::span<std::byte> row(std::uint64_t in_file) const {
        const std::uint64_t y = bmp_->is_top_down ? in_file : bmp_->height - 1 - in_file;
        return pixels_.subspan(y * row_bytes_, row_bytes_);
    }
    void put_index(std::span<std::byte> row, std::uint64_t x, unsigned index) const {
        const auto& colour = bmp_->palette[index];
        std::copy_n(colour.begin(),
                    bmp_->channels,
                    row.begin() + static_cast<std::ptrdiff_t>(x * bmp_->channels));
    }

private:
    const BmpHeader* bmp_; // borrowed
    std::uint64_t row_bytes_;
    std::span<std::byte> pixels_;
};

// Makes a byte of the bits that a mask picks.
class Channel {
public:
    explicit Channel(std::uint32_t mask)
        : mask_{mask}, shift_{mask == 0 ? 0 : std::countr_zero(mask)}, largest_{mask >> shift_} {}

    [[nodiscard]] std::byte of(std::uint32_t pixel) const {
        if (largest_ == 0)
            return std::byte{0};
        const std::uint64_t value = (pixel & mask_) >> shift_;
        return static_cast<std::byte>((value * 255 + largest_ / 2) / largest_);
    }

private:
    std::uint32_t mask_;
    int shift_;
    std::uint64_t largest_;
};

void decode_indices(const BmpHeader& bmp,
                    const Rows& rows,
                    std::span<const std::byte> from,
                    std::span<std::byte> to) {
    const unsigned in_byte = 8 / bmp.bits;
    for (std::uint32_t x = 0; x < bmp.width; ++x) {
        const auto byte = std::to_integer<unsigned>(from[x / in_byte]);
        const unsigned shift = (in_byte - 1 - x % in_byte) * bmp.bits;
        rows.put_index(to, x, byte >> shift & ((1U << bmp.bits) - 1));
    }
}

void decode_masks(const BmpHeader& bmp, std::span<const std::byte> from, std::span<std::byte> to) {
    const Channel channels[] = {
        Channel{bmp.masks[0]}, Channel{bmp.masks[1]}, Channel{bmp.masks[2]}, Channel{bmp.masks[3]}};
    const std::size_t bytes = bmp.bits / 8;
    auto out = to.begin();
    for (std::size_t x = 0; x < bmp.width; ++x) {
        const auto pixel =
            static_cast<std::uint32_t>(number(from.subspan(x * bytes, bytes), std::endian::little));
        for (std::uint32_t c = 0; c < bmp.channels; ++c)
            *out++ = channels[c].of(pixel);
    }
}

void decode_bgr(const BmpHeader& bmp, std::span<const std::byte> from, std::span<std::byte> to) {
    for (std::size_t i = 0; i < std::size_t{bmp.width} * 3; i += 3) {
        to[i] = from[i + 2];
        to[i + 1] = from[i + 1];
        to[i + 2] = from[i];
    }
}

void decode_rows(const BmpHeader& bmp, const Rows& rows, std::span<const std::byte> data) {
    const std::uint64_t used = ceil_div(std::uint64_t{bmp.width} * bmp.bits, 8);
    const std::uint64_t stride = ceil_div(used, 4) * 4;
    for (std::uint64_t y = 0; y < bmp.height; ++y) {
        if (y * stride + used > data.size())
            fail_truncated(y, bmp);
        const auto from = data.subspan(y * stride, used);
        const auto to = rows.row(y);
        if (bmp.packing == BmpPacking::palette)
            decode_indices(bmp, rows, from, to);
        else if (bmp.packing == BmpPacking::masks)
            decode_masks(bmp, from, to);
        else
            decode_bgr(bmp, from, to);
    }
}

// Runs: a count and what is repeated; or 0 and the end of a row (0), of the picture (1), a step
// right and up (2), or a number of pixels that follow.
class RunLengths {
public:
    RunLengths(const BmpHeader& bmp, const Rows& rows, std::span<const std::byte> data)
        : bmp_{&bmp}, rows_{&rows}, data_{data}, is_rle4_{bmp.packing == BmpPacking::rle4} {}

    void decode() {
        while (y_ < bmp_->height) {
            if (at_ == data_.size() && y_ + 1 == bmp_->height && x_ >= bmp_->width)
                return; // nothing is missing but the end
            const unsigned count = next();
            const unsigned value = next();
            if (count != 0)
                put_run(count, value);
            else if (value == 0)
                begin_row(y_ + 1, 0);
            else if (value == 1)
                return;
            else if (value == 2)
                step();
            else
                put_pixels(value);
        }
    }

private:
    unsigned next() {
        if (at_ == data_.size())
            fail_truncated(y_, *bmp_);
        return std::to_integer<unsigned>(data_[at_++]);
    }
    void begin_row(std::uint64_t y, std::uint64_t x) {
        y_ = y;
        x_ = x;
    }
    void step() {
        const unsigned right = next();
        const unsigned up = next();
        begin_row(y_ + up, x_ + right);
    }
    // What sticks out of the row is left out, as most readers do.
    void put(unsigned index) {
        if (x_ < bmp_->width)
            rows_->put_index(rows_->row(y_), x_, index);
        ++x_;
    }
    [[nodiscard]] unsigned nibble(unsigned byte, unsigned i) const {
        return is_rle4_ ? (i % 2 == 0 ? byte >> 4U : byte & 0xFU) : byte;
    }
    void put_run(unsigned count, unsigned value) {
        for (unsigned i = 0; i < count; ++i)
            put(nibble(value, i));
    }
    void put_pixels(unsigned count) {
        const unsigned bytes = is_rle4_ ? (count + 1) / 2 : count;
        for (unsigned i = 0; i < count;) {
            const unsigned byte = next();
            put(nibble(byte, i++));
            if (is_rle4_ && i < count)
                put(nibble(byte, i++));
        }
        if (bytes % 2 != 0 && at_ < data_.size())
            ++at_;
    }

    const BmpHeader* bmp_; // borrowed
    const Rows* rows_;     // borrowed
    std::span<const std::byte> data_;
    bool is_rle4_;
    std::size_t at_ = 0;
    std::uint64_t x_ = 0;
    std::uint64_t y_ = 0; // in the file's order
};

} // namespace

void decode_bmp(const Header& header,
                std::span<const std::byte> file,
                std::span<std::byte> pixels) {
    const BmpHeader bmp = find_bmp_header(MemoryReader{file});
    const auto data = file.subspan(bmp.data_offset);
    const Rows rows{bmp, header.spec, pixels};
    if (bmp.packing != BmpPacking::rle4 && bmp.packing != BmpPacking::rle8)
        return decode_rows(bmp, rows, data);
    for (std::uint64_t y = 0; y < bmp.height; ++y) // what the runs leave out has the first colour
        for (std::uint64_t x = 0; x < bmp.width; ++x)
            rows.put_index(rows.row(y), x, 0);
    RunLengths{bmp, rows, data}.decode();
}

} // namespace penstock::codec

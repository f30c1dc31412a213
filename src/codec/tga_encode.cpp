// SPDX-License-Identifier: Apache-2.0
#include "codec/put_number.hpp"
#include "codec/tga.hpp"

#include <algorithm>
#include <bit>
#include <string_view>

namespace penstock::codec {
namespace {

constexpr std::size_t header_bytes = 18;
constexpr std::size_t longest_run = 128;

void write_header(const ImageSpec& spec, bool is_packed, std::span<std::byte> target) {
    std::ranges::fill(target.first(header_bytes), std::byte{0});
    target[2] = static_cast<std::byte>((spec.channels == 1 ? 3 : 2) + (is_packed ? 8 : 0));
    put_number(target.subspan(12, 2), spec.width, std::endian::little);
    put_number(target.subspan(14, 2), spec.height, std::endian::little);
    target[16] = static_cast<std::byte>(spec.channels * 8);
    target[17] = static_cast<std::byte>(0x20 + (spec.channels == 4 ? 8 : 0)); // upper row first
}

// A row in the file's order of channels, pixel by pixel.
class Row {
public:
    Row(std::span<const std::byte> bytes, std::uint32_t channels)
        : bytes_{bytes}, channels_{channels} {}

    [[nodiscard]] std::size_t width() const { return bytes_.size() / channels_; }
    [[nodiscard]] bool are_equal(std::size_t a, std::size_t b) const {
        return std::ranges::equal(pixel(a), pixel(b));
    }
    [[nodiscard]] std::size_t write(std::size_t x, std::span<std::byte> target) const {
        const auto from = pixel(x);
        std::ranges::copy(from, target.begin());
        if (channels_ >= 3)
            std::swap(target[0], target[2]);
        return channels_;
    }

private:
    [[nodiscard]] std::span<const std::byte> pixel(std::size_t x) const {
        return bytes_.subspan(x * channels_, channels_);
    }
    std::span<const std::byte> bytes_; // borrowed
    std::uint32_t channels_;
};

std::size_t write_plain(const Row& row, std::span<std::byte> target) {
    std::size_t size = 0;
    for (std::size_t x = 0; x < row.width(); ++x)
        size += row.write(x, target.subspan(size));
    return size;
}

// Packets do not cross the ends of rows, as version 2 of the format asks.
std::size_t write_packed(const Row& row, std::span<std::byte> target) {
    std::size_t size = 0;
    for (std::size_t x = 0; x < row.width();) {
        std::size_t end = x + 1;
        while (end < row.width() && end - x < longest_run && row.are_equal(x, end))
            ++end;
        const bool repeats = end - x > 1;
        if (!repeats) // up to where two pixels are equal
            while (end < row.width() && end - x < longest_run &&
                   (end + 1 == row.width() || !row.are_equal(end, end + 1)))
                ++end;
        target[size++] = static_cast<std::byte>(end - x - 1 + (repeats ? 0x80 : 0));
        for (std::size_t i = x; i < (repeats ? x + 1 : end); ++i)
            size += row.write(i, target.subspan(size));
        x = end;
    }
    return size;
}

} // namespace

std::size_t
encode_tga(const Image& image, const EncodeOptions& options, std::span<std::byte> target) {
    const ImageSpec& spec = image.spec();
    const bool is_packed = compression_of(options) == Compression::rle;
    write_header(spec, is_packed, target);
    std::size_t size = header_bytes;
    for (std::uint32_t y = 0; y < spec.height; ++y) {
        const Row row{image.row(y), spec.channels};
        const auto rest = target.subspan(size);
        size += is_packed ? write_packed(row, rest) : write_plain(row, rest);
    }
    // Without this, readers of version 1 and 2 alike have to guess what the file is.
    static constexpr std::string_view signature{"TRUEVISION-XFILE.\0", 18};
    std::ranges::fill(target.subspan(size, 8), std::byte{0});
    std::ranges::transform(signature, target.subspan(size + 8).begin(), [](char c) {
        return static_cast<std::byte>(c);
    });
    return size + 8 + signature.size();
}

} // namespace penstock::codec

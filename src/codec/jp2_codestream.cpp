// SPDX-License-Identifier: Apache-2.0
#include "codec/jp2_codestream.hpp"

#include "penstock/failure.hpp"

#include "codec/byte_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

namespace penstock::codec {
namespace {

constexpr auto big = std::endian::big;
constexpr int most_segments = 10'000;
constexpr std::uint32_t most_components = 16;
constexpr std::uint32_t longest_side = 1U << 30U; // so that sums fit

constexpr std::uint32_t siz_marker = 0xFF51;
constexpr std::uint32_t cod_marker = 0xFF52;
constexpr std::uint32_t coc_marker = 0xFF53;
constexpr std::uint32_t sot_marker = 0xFF90;
constexpr std::uint32_t sod_marker = 0xFF93;
constexpr std::uint32_t eoc_marker = 0xFFD9;

[[noreturn]] void fail(const std::string& message) {
    throw ItemError{ErrorClass::corrupt, message};
}

// Of what a picture is made: the worst of all components.
struct Coding {
    bool is_known = false;
    std::uint32_t levels = 0;
    std::uint32_t least_levels = 32;
    std::uint32_t block_bits = 12; // width and height of a block, as powers of two, added up
    std::array<std::uint32_t, 33> precinct_bits{}; // the same of precincts, by resolution
};

class Codestream {
public:
    Codestream(const ByteReader& file, std::uint64_t begin, std::uint64_t end, Jp2Header& header)
        : file_{&file}, at_{begin}, end_{end}, header_{&header} {
        coding_.precinct_bits.fill(30);
    }

    void read() {
        if (word_at(at_) != 0xFF4F)
            fail("the codestream of the JPEG 2000 does not begin with its marker");
        at_ += 2;
        if (word_at(at_) != siz_marker)
            fail("the codestream of the JPEG 2000 does not begin with its size");
        while (word_at(at_) != sot_marker)
            read_segment(false);
        if (!coding_.is_known)
            fail("the JPEG 2000 does not say how it is packed");
        count();
        read_parts();
    }

private:
    [[nodiscard]] std::uint32_t word_at(std::uint64_t at) const {
        std::array<std::byte, 2> bytes{};
        file_->read_all_at(at, bytes, "the headers of the JPEG 2000");
        return u16_at(bytes, 0, big);
    }

    // One marker and what belongs to it.
    void read_segment(bool is_in_part) {
        if (++segments_ > most_segments)
            throw ItemError{ErrorClass::limit,
                            fmt::format("the JPEG 2000 has more than {} segments before its "
                                        "pixels",
                                        most_segments)};
        const std::uint32_t marker = word_at(at_);
        const std::uint32_t length = word_at(at_ + 2);
        if (marker < 0xFF00 || length < 2)
            fail("the JPEG 2000 has something else where a marker should be");
        if (is_in_part && (marker == cod_marker || marker == coc_marker))
            throw ItemError{ErrorClass::unsupported,
                            "the JPEG 2000 has tiles that are packed in different ways; read are "
                            "those where all are alike"};
        if (marker == siz_marker)
            read_size(at_ + 4, length - 2);
        else if (marker == cod_marker)
            read_coding(at_ + 4, length - 2, 5);
        else if (marker == coc_marker)
            read_coding(at_ + 4, length - 2, 2);
        at_ += 2ULL + length;
    }

    void read_size(std::uint64_t at, std::uint32_t length) {
        std::array<std::byte, 36> bytes{};
        file_->read_all_at(at, bytes, "the size of the JPEG 2000");
        const auto number_at = [&](std::size_t offset) { return u32_at(bytes, offset, big); };
        const std::uint32_t right = number_at(2);
        const std::uint32_t bottom = number_at(6);
        const std::uint32_t left = number_at(10);
        const std::uint32_t top = number_at(14);
        tile_width_ = number_at(18);
        tile_height_ = number_at(22);
        const std::uint32_t tile_left = number_at(26);
        const std::uint32_t tile_top = number_at(30);
        header_->components = u16_at(bytes, 34, big);
        if (left >= right || top >= bottom || right > longest_side || bottom > longest_side ||
            tile_width_ == 0 || tile_height_ == 0 || tile_left > left || tile_top > top ||
            left - tile_left >= tile_width_ || top - tile_top >= tile_height_)
            fail(fmt::format("the JPEG 2000 says that it reaches from {},{} to {},{}, in tiles of "
                             "{}x{} from {},{}",
                             left,
                             top,
                             right,
                             bottom,
                             tile_width_,
                             tile_height_,
                             tile_left,
                             tile_top));
        if (header_->components == 0 || header_->components > most_components)
            throw ItemError{ErrorClass::limit,
                            fmt::format("the JPEG 2000 has {} components; at most {} are decoded",
                                        header_->components,
                                        most_components)};
        header_->width = right - left;
        header_->height = bottom - top;
        is_plain_ = left == 0 && top == 0 && tile_left == 0 && tile_top == 0;
        header_->tiles =
            ceil_div(right - tile_left, tile_width_) * ceil_div(bottom - tile_top, tile_height_);
        read_components(at + 36, length);
    }

    void read_components(std::uint64_t at, std::uint32_t length) {
        if (length < 36 + header_->components * 3)
            fail("the JPEG 2000 does not describe all of its components");
        for (std::uint32_t i = 0; i < header_->components; ++i) {
            std::array<std::byte, 3> bytes{};
            file_->read_all_at(at + i * 3ULL, bytes, "the size of the JPEG 2000");
            const std::uint32_t bits = (std::to_integer<std::uint32_t>(bytes[0]) & 0x7FU) + 1;
            header_->bits = std::max(header_->bits, bits);
            if (bytes[1] == std::byte{0} || bytes[2] == std::byte{0})
                fail("the JPEG 2000 has a component without size");
            is_plain_ = is_plain_ && bytes[1] == std::byte{1} && bytes[2] == std::byte{1};
        }
    }

    // The default (COD, the number of levels is byte 5), or that of one component (COC, byte 2).
    void read_coding(std::uint64_t at, std::uint32_t length, std::uint32_t levels_at) {
        std::array<std::byte, 48> bytes{};
        const std::size_t size = std::min<std::size_t>(length, bytes.size());
        file_->read_all_at(at, std::span{bytes}.first(size), "the coding of the JPEG 2000");
        const auto byte = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };
        const bool is_default = levels_at == 5;
        const std::uint32_t style = byte(is_default ? 0 : levels_at - 1);
        const std::uint32_t levels = byte(levels_at);
        const std::uint32_t width_bits = byte(levels_at + 1) + 2;
        const std::uint32_t height_bits = byte(levels_at + 2) + 2;
        if (levels > 32 || width_bits > 10 || height_bits > 10 || width_bits + height_bits > 12)
            fail(fmt::format("the JPEG 2000 says that it has {} levels of blocks of 2^{} x 2^{}",
                             levels,
                             width_bits,
                             height_bits));
        coding_.is_known = coding_.is_known || is_default;
        coding_.levels = std::max(coding_.levels, levels);
        coding_.least_levels = std::min(coding_.least_levels, levels);
        coding_.block_bits = std::min(coding_.block_bits, width_bits + height_bits);
        if ((style & 1U) == 0)
            return;
        for (std::uint32_t i = 0; i <= levels && levels_at + 5 + i < size; ++i) {
            const std::uint32_t sizes = byte(levels_at + 5 + i);
            const std::uint32_t bits = (sizes & 0xFU) + (sizes >> 4U);
            coding_.precinct_bits[i] = std::min(coding_.precinct_bits[i], bits);
        }
    }

    // How many blocks and precincts a tile has at most. What is cut at the edges counts as whole.
    void count() {
        const std::uint32_t tile_width = std::min(tile_width_, header_->width);
        const std::uint32_t tile_height = std::min(tile_height_, header_->height);
        header_->tile_width = tile_width;
        header_->tile_height = tile_height;
        header_->halvings = is_plain_ ? coding_.least_levels : 0;
        for (std::uint32_t i = 0; i <= coding_.levels; ++i) {
            const std::uint32_t below = coding_.levels - i; // resolutions: 0 is the smallest
            const std::uint64_t width = (tile_width >> below) + 2ULL;
            const std::uint64_t height = (tile_height >> below) + 2ULL;
            const std::uint64_t area = width * height;
            const std::uint64_t edge = (width + height) * 2 + 4;
            header_->precincts += (area >> std::min(coding_.precinct_bits[i], 40U)) + edge / 64 + 1;
            // Of a resolution, three bands of a quarter each. Blocks are no larger than precincts.
            const std::uint32_t bits = std::min(coding_.block_bits, coding_.precinct_bits[i]);
            header_->blocks += (area * 3 >> bits) + edge / 4 + 3;
        }
        header_->precincts *= header_->components * 3ULL; // bands
        header_->blocks *= header_->components;
    }

    // Tiles come in parts, each behind a header.
    void read_parts() {
        while (at_ + 12 <= end_) {
            if (word_at(at_) == eoc_marker)
                return;
            std::array<std::byte, 12> bytes{};
            file_->read_all_at(at_, bytes, "the tiles of the JPEG 2000");
            if (u16_at(bytes, 0, big) != sot_marker || u16_at(bytes, 2, big) != 10)
                return; // OpenJPEG will say so
            const std::uint64_t part = at_;
            const std::uint64_t length = u32_at(bytes, 6, big);
            at_ += 12;
            while (at_ + 2 <= end_ && word_at(at_) != sod_marker)
                read_segment(true);
            ++segments_;
            if (length < 12)
                return; // the last one
            at_ = part + length;
        }
    }

    const ByteReader* file_; // borrowed
    std::uint64_t at_;
    std::uint64_t end_;
    Jp2Header* header_; // borrowed
    Coding coding_;
    std::uint32_t tile_width_ = 0;
    std::uint32_t tile_height_ = 0;
    bool is_plain_ = false; // all components have a sample for each pixel, from the first one on
    int segments_ = 0;
};

} // namespace

void read_codestream(const ByteReader& file,
                     std::uint64_t begin,
                     std::uint64_t end,
                     Jp2Header& header) {
    Codestream{file, begin, end, header}.read();
}

} // namespace penstock::codec

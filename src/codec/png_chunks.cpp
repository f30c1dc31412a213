// SPDX-License-Identifier: Apache-2.0
#include "codec/png_chunks.hpp"

#include "codec/byte_order.hpp"
#include "codec/png_format.hpp"

#include <algorithm>
#include <bit>
#include <libdeflate.h>

namespace penstock::codec {
namespace {

constexpr std::endian big = std::endian::big;
constexpr std::uint32_t palette_type = 3;

} // namespace

// Cuts the next chunk off. False where the file ends early, or its checksum is wrong and counts.
bool PngChunks::take(std::span<const std::byte>& rest, Chunk& chunk) {
    if (rest.size() < png_frame_bytes)
        return false;
    const std::uint64_t length = u32_at(rest, 0, big);
    if (length > 0x7FFF'FFFFU || rest.size() - png_frame_bytes < length)
        return false;
    chunk = {.name = u32_at(rest, 4, big), .content = rest.subspan(8, length)};
    if (is_of_png_picture(chunk.name) &&
        ::libdeflate_crc32(0, &rest[4], length + 4) != u32_at(rest, 8 + length, big))
        return false;
    rest = rest.subspan(png_frame_bytes + length);
    return true;
}

bool PngChunks::read(std::span<const std::byte> file, const ImageSpec& spec) {
    if (file.size() < png_signature.size() ||
        !std::ranges::equal(file.first(png_signature.size()),
                            std::as_bytes(std::span{png_signature})))
        return false;
    auto rest = file.subspan(png_signature.size());
    auto stage = Stage::header;
    for (Chunk chunk{}; stage != Stage::end;) {
        const auto before = rest;
        if (!take(rest, chunk))
            return false;
        if (!is_of_png_picture(chunk.name) && stage != Stage::header)
            continue;
        if (chunk.name == png_name("IDAT") && from_first_.empty())
            from_first_ = before;
        if (!accept(chunk, stage, spec))
            return false;
    }
    return fits(spec);
}

bool PngChunks::accept(const Chunk& chunk, Stage& stage, const ImageSpec& spec) {
    switch (chunk.name) {
    case png_name("IHDR"):
        if (stage != Stage::header || !accept_header(chunk.content, spec))
            return false;
        stage = Stage::palette;
        return true;
    case png_name("PLTE"):
        if (stage != Stage::palette || !is_palette() || chunk.content.empty() ||
            chunk.content.size() % 3 != 0 || chunk.content.size() > 3 * 256)
            return false;
        palette_ = chunk.content;
        stage = Stage::transparency;
        return true;
    case png_name("tRNS"):
        if (stage != Stage::transparency || chunk.content.empty() ||
            chunk.content.size() > palette_.size() / 3)
            return false;
        transparency_ = chunk.content;
        stage = Stage::pixels;
        return true;
    case png_name("IDAT"):
        if (stage == Stage::header || (is_palette() && palette_.empty()))
            return false;
        stage = Stage::pixels;
        packed_bytes_ += chunk.content.size();
        if (!chunk.content.empty()) {
            only_ = chunk.content;
            ++chunks_;
        }
        return true;
    case png_name("IEND"):
        if (from_first_.empty() || !chunk.content.empty())
            return false;
        stage = Stage::end;
        return true;
    default:
        return false;
    }
}

bool PngChunks::accept_header(std::span<const std::byte> content, const ImageSpec& spec) {
    if (content.size() != 13 || u32_at(content, 0, big) != spec.width ||
        u32_at(content, 4, big) != spec.height)
        return false;
    const auto bits = std::to_integer<std::uint32_t>(content[8]);
    colour_type_ = std::to_integer<std::uint32_t>(content[9]);
    static constexpr std::array<std::size_t, 7> samples = {1, 0, 3, 1, 2, 0, 4};
    if ((bits != 8 && bits != 16) || (bits == 16 && is_palette()) ||
        colour_type_ >= samples.size() || samples[colour_type_] == 0 ||
        bits / 8 != bytes_of(spec.pixel_type))
        return false;
    pixel_bytes_ = samples[colour_type_] * (bits / 8);
    // Deflate, filters, not interlaced.
    return std::ranges::count(content.subspan(10), std::byte{0}) == 3;
}

bool PngChunks::fits(const ImageSpec& spec) const {
    if (is_palette())
        return spec.channels == (transparency_.empty() ? 3U : 4U);
    return spec.channels * bytes_of(spec.pixel_type) == pixel_bytes_;
}

bool PngChunks::is_palette() const {
    return colour_type_ == palette_type;
}

void PngChunks::copy_palette(PngPalette& palette) const {
    const auto byte = [](std::byte value) { return std::to_integer<std::uint8_t>(value); };
    palette.fill({0, 0, 0, 255});
    for (std::size_t i = 0; i < palette_.size() / 3; ++i)
        for (std::size_t c = 0; c < 3; ++c)
            palette[i][c] = byte(palette_[i * 3 + c]);
    for (std::size_t i = 0; i < transparency_.size(); ++i)
        palette[i][3] = byte(transparency_[i]);
}

std::span<const std::byte> PngChunks::packed_of_one() const {
    return chunks_ == 1 ? only_ : std::span<const std::byte>{};
}

void PngChunks::copy_packed(std::span<std::byte> target) const {
    auto rest = from_first_;
    for (std::size_t left = packed_bytes_; left > 0;) {
        const std::size_t length = u32_at(rest, 0, big);
        if (u32_at(rest, 4, big) == png_name("IDAT")) {
            std::ranges::copy(rest.subspan(8, length), target.begin());
            target = target.subspan(length);
            left -= length;
        }
        rest = rest.subspan(png_frame_bytes + length);
    }
}

} // namespace penstock::codec

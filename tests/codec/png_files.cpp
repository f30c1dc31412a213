// SPDX-License-Identifier: Apache-2.0
#include "codec/png_files.hpp"

#include "codec/raw_files.hpp"

#include <algorithm>
#include <stdexcept>
#include <zlib.h>

namespace penstock::test {
namespace {

void put_u32(Bytes& bytes, std::uint32_t value) {
    for (const unsigned shift : {24U, 16U, 8U, 0U})
        bytes.push_back(static_cast<std::byte>(value >> shift & 0xFFU));
}

// The pixels of a pass: from (x, y) on, every so many.
struct Pass {
    std::uint32_t x;
    std::uint32_t y;
    std::uint32_t x_step;
    std::uint32_t y_step;
};
constexpr std::array<Pass, 7> passes = {{{0, 0, 8, 8},
                                         {4, 0, 8, 8},
                                         {0, 4, 4, 8},
                                         {2, 0, 4, 4},
                                         {0, 2, 2, 4},
                                         {1, 0, 2, 2},
                                         {0, 1, 1, 2}}};

class BitWriter {
public:
    explicit BitWriter(Bytes& bytes) : bytes_{bytes} {}
    void put(std::uint32_t value, std::uint32_t bits) {
        for (std::uint32_t bit = bits; bit > 0; --bit) {
            if (used_ % 8 == 0)
                bytes_.push_back(std::byte{0});
            const std::uint32_t one = value >> (bit - 1) & 1U;
            bytes_.back() |= static_cast<std::byte>(one << (7 - used_ % 8));
            ++used_;
        }
    }

private:
    Bytes& bytes_;
    std::uint32_t used_ = 0;
};

// Without filter, each row behind a 0.
void put_pass(const PngSample& png, const Pass& pass, Bytes& rows) {
    if (pass.x >= png.width)
        return;
    for (std::uint32_t y = pass.y; y < png.height; y += pass.y_step) {
        rows.push_back(std::byte{0});
        BitWriter writer{rows};
        for (std::uint32_t x = pass.x; x < png.width; x += pass.x_step)
            for (std::uint32_t c = 0; c < samples_per_pixel(png); ++c)
                writer.put(sample_at(png, x, y, c), png.bits);
    }
}

} // namespace

std::uint32_t samples_per_pixel(const PngSample& png) {
    static constexpr std::array<std::uint32_t, 7> counts = {1, 0, 3, 1, 2, 0, 4};
    return counts.at(png.colour_type);
}

std::uint32_t sample_at(const PngSample& png, std::uint32_t x, std::uint32_t y, std::uint32_t c) {
    std::uint32_t value = x * 73856093U + y * 19349663U + (c + 1) * 83492791U;
    value = (value ^ value >> 13U) * 1540483477U; // noise, which does not pack
    value ^= value >> 15U;
    return png.colour_type == 3 ? value % png.palette_entries : value & ((1U << png.bits) - 1);
}

std::array<std::uint8_t, 3> palette_colour(std::uint32_t index) {
    return {static_cast<std::uint8_t>(index * 37 + 5),
            static_cast<std::uint8_t>(255 - index),
            static_cast<std::uint8_t>(index * index)};
}

Bytes png_chunk(std::string_view name, const Bytes& content) {
    Bytes chunk;
    put_u32(chunk, static_cast<std::uint32_t>(content.size()));
    const Bytes named = bytes(name) + content;
    chunk = std::move(chunk) + named;
    const auto* summed = reinterpret_cast<const Bytef*>(named.data());
    put_u32(chunk, static_cast<std::uint32_t>(::crc32(0, summed, static_cast<uInt>(named.size()))));
    return chunk;
}

Bytes png_header(const PngSample& png) {
    Bytes header;
    put_u32(header, png.width);
    put_u32(header, png.height);
    return std::move(header) + bytes({static_cast<int>(png.bits),
                                      static_cast<int>(png.colour_type),
                                      0,
                                      0,
                                      png.is_interlaced ? 1 : 0});
}

Bytes png_pixels(const PngSample& png) {
    Bytes rows;
    if (!png.is_interlaced)
        put_pass(png, {0, 0, 1, 1}, rows);
    else
        for (const Pass& pass : passes)
            put_pass(png, pass, rows);
    uLongf size = ::compressBound(rows.size());
    Bytes packed(size);
    if (::compress(reinterpret_cast<Bytef*>(packed.data()),
                   &size,
                   reinterpret_cast<const Bytef*>(rows.data()),
                   rows.size()) != Z_OK)
        throw std::runtime_error("zlib cannot pack the rows");
    packed.resize(size);
    return packed;
}

Bytes png_file(const PngSample& png, const Bytes& between) {
    Bytes file = bytes({0x89, 'P', 'N', 'G', 13, 10, 26, 10}) + png_chunk("IHDR", png_header(png));
    if (png.colour_type == 3) {
        Bytes palette;
        for (std::uint32_t i = 0; i < png.palette_entries; ++i)
            for (const std::uint8_t part : palette_colour(i))
                palette.push_back(static_cast<std::byte>(part));
        file = std::move(file) + png_chunk("PLTE", palette);
    }
    if (!png.transparency.empty())
        file = std::move(file) + png_chunk("tRNS", png.transparency);
    file = std::move(file) + between;
    const Bytes pixels = png_pixels(png);
    for (std::size_t at = 0; at < pixels.size(); at += png.idat_bytes) {
        const auto part =
            std::span{pixels}.subspan(at, std::min(png.idat_bytes, pixels.size() - at));
        file = std::move(file) + png_chunk("IDAT", {part.begin(), part.end()});
    }
    return std::move(file) + png_chunk("IEND", {});
}

} // namespace penstock::test

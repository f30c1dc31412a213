// SPDX-License-Identifier: Apache-2.0
#include "codec/exr_files.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string_view>
#include <utility>

namespace penstock::test {
namespace {

class Writer {
public:
    void number(std::uint64_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            file.push_back(static_cast<std::byte>(value >> (8 * i) & 0xFFU));
    }
    void text(std::string_view words) {
        for (const char c : words)
            file.push_back(static_cast<std::byte>(c));
        file.push_back(std::byte{0});
    }
    void attribute(std::string_view name, std::string_view type, std::size_t size) {
        text(name);
        text(type);
        number(size, 4);
    }
    void box(std::string_view name, const std::array<std::int32_t, 4>& box) {
        attribute(name, "box2i", 16);
        for (const std::int32_t side : box)
            number(static_cast<std::uint32_t>(side), 4);
    }
    Bytes file;
};

// Exact for the numbers that are used here, for infinity and for NaN.
std::uint16_t half_of(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = bits >> 16U & 0x8000U;
    if (std::isnan(value))
        return static_cast<std::uint16_t>(sign | 0x7E00U);
    if (std::isinf(value))
        return static_cast<std::uint16_t>(sign | 0x7C00U);
    if (value == 0)
        return 0;
    const std::uint32_t exponent = (bits >> 23U & 0xFFU) - 127 + 15;
    return static_cast<std::uint16_t>(sign | exponent << 10U | (bits >> 13U & 0x3FFU));
}

void write_header(Writer& writer, const ExrFilePart& part, std::size_t rows) {
    std::size_t size = 1;
    for (const auto& channel : part.channels)
        size += channel.name.size() + 1 + 16;
    writer.attribute("channels", "chlist", size);
    for (const auto& channel : part.channels) {
        writer.text(channel.name);
        writer.number(channel.is_float ? 2 : 1, 4);
        writer.number(0, 4);
        writer.number(1, 4);
        writer.number(1, 4);
    }
    writer.number(0, 1);
    writer.attribute("compression", "compression", 1);
    writer.number(0, 1);
    writer.box("dataWindow", part.data);
    writer.box("displayWindow", part.display);
    writer.attribute("lineOrder", "lineOrder", 1);
    writer.number(0, 1);
    writer.attribute("pixelAspectRatio", "float", 4);
    writer.number(std::bit_cast<std::uint32_t>(1.0F), 4);
    writer.attribute("screenWindowCenter", "v2f", 8);
    writer.number(0, 8);
    writer.attribute("screenWindowWidth", "float", 4);
    writer.number(std::bit_cast<std::uint32_t>(1.0F), 4);
    if (!part.name.empty()) {
        writer.attribute("name", "string", part.name.size());
        writer.text(part.name);
        writer.file.pop_back();
        writer.attribute("type", "string", 13);
        writer.text("scanlineimage");
        writer.file.pop_back();
        writer.attribute("chunkCount", "int", 4);
        writer.number(rows, 4);
    }
    writer.number(0, 1);
}

void write_pyramid_header(Writer& writer, const ExrPyramid& pyramid) {
    std::size_t size = 1;
    for (const std::string& channel : pyramid.channels)
        size += channel.size() + 1 + 16;
    writer.attribute("channels", "chlist", size);
    for (const std::string& channel : pyramid.channels) {
        writer.text(channel);
        for (const std::uint32_t value : {2U, 0U, 1U, 1U}) // float, not for perception, all samples
            writer.number(value, 4);
    }
    writer.number(0, 1);
    writer.attribute("compression", "compression", 1);
    writer.number(0, 1);
    const std::array<std::int32_t, 4> box = {
        pyramid.first[0],
        pyramid.first[1],
        pyramid.first[0] + static_cast<std::int32_t>(pyramid.width) - 1,
        pyramid.first[1] + static_cast<std::int32_t>(pyramid.height) - 1};
    writer.box("dataWindow", box);
    writer.box("displayWindow", box);
    if (pyramid.is_environment) {
        writer.attribute("envmap", "envmap", 1);
        writer.number(0, 1);
    }
    writer.attribute("lineOrder", "lineOrder", 1);
    writer.number(0, 1);
    writer.attribute("pixelAspectRatio", "float", 4);
    writer.number(std::bit_cast<std::uint32_t>(1.0F), 4);
    writer.attribute("screenWindowCenter", "v2f", 8);
    writer.number(0, 8);
    writer.attribute("screenWindowWidth", "float", 4);
    writer.number(std::bit_cast<std::uint32_t>(1.0F), 4);
    writer.attribute("tiles", "tiledesc", 9);
    writer.number(pyramid.tile_side, 4);
    writer.number(pyramid.tile_side, 4);
    writer.number(pyramid.mode, 1);
    writer.number(0, 1);
}

struct ExrTile {
    std::uint32_t level = 0, column = 0, row = 0, width = 0, height = 0;
};

std::vector<ExrTile> tiles_of(const ExrPyramid& pyramid) {
    std::vector<ExrTile> tiles;
    const bool rounds_up = (pyramid.mode & 0x10U) != 0;
    const auto side_at = [rounds_up](std::uint32_t side, std::uint32_t level) {
        const std::uint32_t rest = side & ((1U << level) - 1);
        return std::max((side >> level) + (rounds_up && rest != 0 ? 1U : 0U), 1U);
    };
    const std::uint32_t side = pyramid.tile_side;
    for (std::uint32_t level = 0;; ++level) {
        const std::uint32_t width = side_at(pyramid.width, level);
        const std::uint32_t height = side_at(pyramid.height, level);
        for (std::uint32_t y = 0; y < height; y += side)
            for (std::uint32_t x = 0; x < width; x += side)
                tiles.push_back({level,
                                 x / side,
                                 y / side,
                                 std::min(side, width - x),
                                 std::min(side, height - y)});
        if ((width == 1 && height == 1) || (pyramid.mode & 0x0FU) == 0)
            return tiles;
    }
}

void write_tile(Writer& writer, const ExrPyramid& pyramid, const ExrTile& tile) {
    for (const std::uint32_t value : {tile.column, tile.row, tile.level, tile.level})
        writer.number(value, 4);
    writer.number(std::uint64_t{4} * tile.width * tile.height * pyramid.channels.size(), 4);
    for (std::uint32_t y = 0; y < tile.height; ++y)
        for (std::size_t channel = 0; channel < pyramid.channels.size(); ++channel)
            for (std::uint32_t x = 0; x < tile.width; ++x)
                writer.number(
                    std::bit_cast<std::uint32_t>(pyramid.sample(tile.level,
                                                                channel,
                                                                tile.column * pyramid.tile_side + x,
                                                                tile.row * pyramid.tile_side + y)),
                    4);
}

void write_row(Writer& writer, const ExrFilePart& part, std::int32_t y) {
    const std::int32_t width = part.data[2] - part.data[0] + 1;
    std::size_t size = 0;
    for (const auto& channel : part.channels)
        size += static_cast<std::size_t>(width) * (channel.is_float ? 4 : 2);
    writer.number(static_cast<std::uint32_t>(y), 4);
    writer.number(size, 4);
    for (const auto& channel : part.channels)
        for (std::int32_t x = 0; x < width; ++x) {
            const float value = channel.first + static_cast<float>(x) / 8 +
                                static_cast<float>(y - part.data[1]) / 64;
            if (channel.is_float)
                writer.number(std::bit_cast<std::uint32_t>(value), 4);
            else
                writer.number(half_of(value), 2);
        }
}

} // namespace

Bytes exr_pyramid(const ExrPyramid& pyramid) {
    Writer writer;
    writer.number(0x01312F76, 4);
    writer.number(0x202, 4);
    write_pyramid_header(writer, pyramid);
    const std::vector<ExrTile> tiles = tiles_of(pyramid);
    std::size_t table = writer.file.size();
    writer.file.resize(table + tiles.size() * 8);
    for (const ExrTile& tile : tiles) {
        const std::size_t place = writer.file.size();
        for (int i = 0; i < 8; ++i)
            writer.file[table++] = static_cast<std::byte>(place >> (8 * i) & 0xFFU);
        write_tile(writer, pyramid, tile);
    }
    return std::move(writer.file);
}

Bytes exr_file(const std::vector<ExrFilePart>& parts) {
    const bool has_several = parts.size() > 1;
    Writer writer;
    writer.number(0x01312F76, 4);
    writer.number(has_several ? 0x1002 : 2, 4);
    std::size_t rows = 0;
    for (const ExrFilePart& part : parts) {
        const auto height = static_cast<std::size_t>(part.data[3] - part.data[1] + 1);
        write_header(writer, part, height);
        rows += height;
    }
    if (has_several)
        writer.number(0, 1);
    std::size_t table = writer.file.size();
    writer.file.resize(table + rows * 8);
    for (std::uint32_t number = 0; number < parts.size(); ++number)
        for (std::int32_t y = parts[number].data[1]; y <= parts[number].data[3]; ++y) {
            const std::size_t place = writer.file.size();
            for (int i = 0; i < 8; ++i)
                writer.file[table++] = static_cast<std::byte>(place >> (8 * i) & 0xFFU);
            if (has_several)
                writer.number(number, 4);
            write_row(writer, parts[number], y);
        }
    return std::move(writer.file);
}

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#include "codec/exr_levels.hpp"

#include "codec/byte_order.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace penstock::codec {
namespace {

constexpr std::uint32_t most_levels = 16;
constexpr std::endian little = std::endian::little;

// The tile whose offset lies at `place` of the table is of that level, and in the file.
bool is_there(const ByteReader& file, std::uint64_t place, std::uint32_t level) {
    std::array<std::byte, 8> word{};
    std::array<std::byte, 20> head{}; // column and row, level across and down, size
    if (file.read_at(place, word) != word.size())
        return false;
    const std::uint64_t offset = number(word, little);
    if (offset == 0 || offset >= file.size() || file.read_at(offset, head) != head.size())
        return false;
    return u32_at(head, 8, little) == level && u32_at(head, 12, little) == level &&
           u32_at(head, 16, little) <= file.size() - offset - head.size();
}

// Of many tiles the first and the last ones are looked at.
bool are_there(const ByteReader& file,
               std::uint64_t table,
               std::uint64_t tiles,
               std::uint32_t level) {
    constexpr std::uint64_t looked_at = 256;
    for (std::uint64_t i = 0; i < tiles; ++i) {
        if (i == looked_at && tiles > 2 * looked_at)
            i = tiles - looked_at;
        if (!is_there(file, table + 8 * i, level))
            return false;
    }
    return true;
}

} // namespace

std::uint32_t count_exr_levels(const ByteReader& file, const ExrParts& parts) {
    const ExrPart& part = parts.part;
    if (!part.has_levels || !part.is_tiled() || part.is_environment || parts.count > 1)
        return 0;
    const auto width = static_cast<std::uint64_t>(part.data.width());
    const auto height = static_cast<std::uint64_t>(part.data.height());
    const auto tiles_at = [&](std::uint32_t level) {
        return ceil_div(width >> level, part.tile_width) *
               ceil_div(height >> level, part.tile_height);
    };
    std::uint64_t table = parts.end + 8 * tiles_at(0);
    std::uint32_t level = 0;
    // Where a side is odd, writers do not agree what becomes of its last pixel.
    while (level < most_levels && (width >> level) % 2 == 0 && (height >> level) % 2 == 0 &&
           are_there(file, table, tiles_at(level + 1), level + 1)) {
        ++level;
        table += 8 * tiles_at(level);
    }
    return level;
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "codec/exif.hpp"

#include "codec/byte_order.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace penstock::codec {

std::uint8_t exif_orientation(const ByteReader& file, std::uint64_t offset, std::uint64_t length) {
    constexpr std::uint32_t most_entries = 512;
    constexpr std::uint32_t orientation_tag = 0x0112;
    constexpr std::uint32_t short_type = 3;
    const auto read = [&](std::uint64_t at, std::span<std::byte> target) {
        return at <= length && target.size() <= length - at &&
               file.read_at(offset + at, target) == target.size();
    };

    std::array<std::byte, 8> start{};
    if (!read(0, start) || start[0] != start[1])
        return 1;
    const std::endian order = start[0] == std::byte{'I'} ? std::endian::little : std::endian::big;
    if (u16_at(start, 2, order) != 42)
        return 1;
    const std::uint64_t directory = u32_at(start, 4, order);

    std::array<std::byte, 2> count_bytes{};
    if (!read(directory, count_bytes))
        return 1;
    const std::uint32_t count =
        std::min<std::uint32_t>(u16_at(count_bytes, 0, order), most_entries);
    for (std::uint32_t i = 0; i < count; ++i) {
        std::array<std::byte, 12> entry{};
        if (!read(directory + 2 + i * entry.size(), entry))
            return 1;
        if (u16_at(entry, 0, order) != orientation_tag)
            continue;
        const std::uint16_t value = u16_at(entry, 8, order);
        const bool is_sound = u16_at(entry, 2, order) == short_type && value >= 1 && value <= 8;
        return is_sound ? static_cast<std::uint8_t>(value) : 1;
    }
    return 1;
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

/// The unsigned number that the bytes hold; at most eight of them.
[[nodiscard]] constexpr std::uint64_t number(std::span<const std::byte> bytes, std::endian order) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::size_t at = order == std::endian::big ? i : bytes.size() - 1 - i;
        value = value << 8U | std::to_integer<std::uint64_t>(bytes[at]);
    }
    return value;
}

[[nodiscard]] constexpr std::uint16_t
u16_at(std::span<const std::byte> bytes, std::size_t offset, std::endian order) {
    return static_cast<std::uint16_t>(number(bytes.subspan(offset, 2), order));
}
[[nodiscard]] constexpr std::uint32_t
u32_at(std::span<const std::byte> bytes, std::size_t offset, std::endian order) {
    return static_cast<std::uint32_t>(number(bytes.subspan(offset, 4), order));
}

[[nodiscard]] constexpr std::uint64_t ceil_div(std::uint64_t value, std::uint64_t by) {
    return value / by + (value % by != 0 ? 1 : 0);
}

} // namespace penstock::codec

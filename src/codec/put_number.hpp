// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

/// Writes a number into all of `target`, at most eight bytes.
constexpr void put_number(std::span<std::byte> target, std::uint64_t value, std::endian order) {
    for (std::size_t i = 0; i < target.size(); ++i) {
        const std::size_t at = order == std::endian::little ? i : target.size() - 1 - i;
        target[at] = static_cast<std::byte>(value >> (8 * i) & 0xFFU);
    }
}

} // namespace penstock::codec

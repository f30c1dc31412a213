// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// What a PNG is made of, for all who read and write its chunks.
namespace penstock::codec {

inline constexpr std::array<unsigned char, 8> png_signature = {0x89, 'P', 'N', 'G', 13, 10, 26, 10};
/// Of a chunk beside its content: length, name, checksum.
inline constexpr std::size_t png_frame_bytes = 12;

/// The name of a chunk as the number that it is in a file.
[[nodiscard]] constexpr std::uint32_t png_name(const char (&name)[5]) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8U | static_cast<unsigned char>(name[i]);
    return value;
}

/// A capital first letter: a reader that does not know the chunk cannot show the picture. And tRNS,
/// without which it has other colours.
[[nodiscard]] constexpr bool is_of_png_picture(std::uint32_t name) {
    return (name >> 29U & 1U) == 0 || name == png_name("tRNS");
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/raw_files.hpp"

#include <vector>

namespace penstock::test {

/// The begin of a GIF: a canvas of two colours, (1, 2, 3) and (4, 5, 6).
[[nodiscard]] inline Bytes gif_screen(int width, int height) {
    return bytes("GIF89a") + bytes({width, 0, height, 0, 0x80, 0, 0, 1, 2, 3, 4, 5, 6});
}

/// What comes before a picture: what becomes of it, as the number in the file, and which of its
/// indices is transparent; -1: none.
[[nodiscard]] inline Bytes gif_control(int disposal, int transparent) {
    return bytes({0x21,
                  0xF9,
                  4,
                  disposal << 2 | (transparent < 0 ? 0 : 1),
                  0,
                  0,
                  transparent < 0 ? 0 : transparent,
                  0});
}

[[nodiscard]] inline Bytes
gif_picture(int x, int y, int width, int height, int flags, const Bytes& data) {
    return bytes({0x2C, x, 0, y, 0, width, 0, height, 0, flags}) + data;
}

[[nodiscard]] inline Bytes gif_end() {
    return bytes({0x3B});
}

/// Pixels of a picture, each 0 to 3. Codes of three bits each: clear, then one index a code. With a
/// clear before each second index, so that the codes stay that short.
[[nodiscard]] inline Bytes gif_indices(const std::vector<int>& values) {
    std::vector<int> codes;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i % 2 == 0)
            codes.push_back(4);
        codes.push_back(values[i]);
    }
    codes.push_back(5);
    Bytes packed(codes.size() * 3 / 8 + 1);
    for (std::size_t i = 0; i < codes.size() * 3; ++i)
        if ((codes[i / 3] >> (i % 3) & 1) != 0)
            packed[i / 8] |= static_cast<std::byte>(1 << i % 8);
    return bytes({2, static_cast<int>(packed.size())}) + packed + bytes({0});
}

} // namespace penstock::test

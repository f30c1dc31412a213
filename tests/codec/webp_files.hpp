// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/pictures.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace penstock::test {

/// A frame of an animated WebP.
struct WebpFrame {
    Image image;
    std::uint32_t x = 0; ///< even
    std::uint32_t y = 0;
    bool is_disposed = false; ///< its place is cleared before the next one
};

/// An animated WebP, put together by hand: libwebp's muxer is no part of the project.
[[nodiscard]] inline Bytes
webp_animation(std::uint32_t width,
               std::uint32_t height,
               const std::vector<WebpFrame>& frames,
               codec::Compression compression = codec::Compression::lossless) {
    Bytes file;
    const auto words = [&](std::string_view text) {
        for (const char c : text)
            file.push_back(static_cast<std::byte>(c));
    };
    const auto number = [&](std::size_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            file.push_back(static_cast<std::byte>(value >> (8 * i) & 0xFFU));
    };
    words({"RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\x12\0\0\0", 24});
    number(width - 1, 3);
    number(height - 1, 3);
    words({"ANIM\x06\0\0\0\0\0\0\0\0\0", 14});
    for (const WebpFrame& frame : frames) {
        const Bytes webp =
            encoded(frame.image, {.format = codec::FormatId::webp, .compression = compression});
        // What is more than one chunk begins with a header that frames do not have.
        const std::size_t begin = webp[15] == std::byte{'X'} ? 30 : 12;
        words("ANMF");
        number(16 + webp.size() - begin, 4);
        number(frame.x / 2, 3);
        number(frame.y / 2, 3);
        number(frame.image.spec().width - 1, 3);
        number(frame.image.spec().height - 1, 3);
        number(100, 3);
        number(2U | (frame.is_disposed ? 1U : 0U), 1); // does not blend
        file.insert(file.end(), webp.begin() + static_cast<std::ptrdiff_t>(begin), webp.end());
    }
    const std::size_t size = file.size() - 8;
    for (unsigned i = 0; i < 4; ++i)
        file[4 + i] = static_cast<std::byte>(size >> (8 * i) & 0xFFU);
    return file;
}

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#include "core/base64.hpp"

#include <cstddef>
#include <cstdint>

namespace penstock {
namespace {

constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

} // namespace

std::string base64(std::string_view bytes) {
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = (group << 8U) |
                    (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            text += at + i <= bytes.size() ? digits[(group >> (18U - 6U * i)) & 0x3FU] : '=';
    }
    return text;
}

std::optional<std::string> bytes_of_base64(std::string_view text) {
    std::string bytes;
    std::uint32_t group = 0;
    std::size_t count = 0;
    for (const char c : text.substr(0, text.find('='))) {
        const std::size_t digit = digits.find(c);
        if (digit == std::string_view::npos)
            return std::nullopt;
        group = (group << 6U) | static_cast<std::uint32_t>(digit);
        if (++count % 4 != 1)
            bytes += static_cast<char>((group >> (6U - 2U * ((count - 1) % 4))) & 0xFFU);
    }
    // The padding, its length and the bits that no byte takes are as they should be.
    return base64(bytes) == text ? std::optional{bytes} : std::nullopt;
}

} // namespace penstock

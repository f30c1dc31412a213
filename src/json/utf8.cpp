// SPDX-License-Identifier: Apache-2.0
#include "json/utf8.hpp"

#include <cstdint>

namespace penstock::json {
namespace {

// Bytes of the sequence that begins here; 0 where none does.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [text](std::size_t i) {
        return i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{0};
    };
    const auto continues = [&byte](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const std::uint8_t first = byte(0);
    const std::uint8_t second = byte(1);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return continues(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool is_overlong = first == 0xE0 && second < 0xA0;
        const bool is_surrogate = first == 0xED && second > 0x9F;
        return continues(1) && continues(2) && !is_overlong && !is_surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool is_overlong = first == 0xF0 && second < 0x90;
        const bool is_beyond_unicode = first == 0xF4 && second > 0x8F;
        return continues(1) && continues(2) && continues(3) && !is_overlong && !is_beyond_unicode
                   ? 4
                   : 0;
    }
    return 0;
}

} // namespace

std::size_t find_invalid_utf8(std::string_view text) {
    std::size_t offset = 0;
    while (offset < text.size()) {
        const std::size_t length = sequence_length(text.substr(offset));
        if (length == 0)
            return offset;
        offset += length;
    }
    return std::string_view::npos;
}

} // namespace penstock::json

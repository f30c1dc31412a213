// SPDX-License-Identifier: Apache-2.0
#include "storage/utf8.hpp"

#include <cstdint>

namespace penstock::storage {
namespace {

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// What the first byte promises; 0 where no character begins with it.
std::size_t promised_length(unsigned char first) {
    if (first < 0x80U)
        return 1;
    if (first >= 0xC2U && first <= 0xDFU)
        return 2;
    if (first >= 0xE0U && first <= 0xEFU)
        return 3;
    return first >= 0xF0U && first <= 0xF4U ? 4 : 0;
}

// The second byte rules out overlong forms, surrogates and numbers that are too large.
bool is_second_byte_possible(unsigned char first, unsigned char second) {
    if (first == 0xE0U)
        return second >= 0xA0U;
    if (first == 0xEDU)
        return second < 0xA0U;
    if (first == 0xF0U)
        return second >= 0x90U;
    return first != 0xF4U || second < 0x90U;
}

} // namespace

std::size_t utf8_character(std::string_view text, std::size_t at) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = promised_length(first);
    if (length == 0 || text.size() - at < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (!is_continuation(text[at + i]))
            return 0;
    if (length > 1 && !is_second_byte_possible(first, static_cast<unsigned char>(text[at + 1])))
        return 0;
    return length;
}

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8_character(text, at);
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

std::string_view utf8_beginning(std::string_view text, std::size_t size) {
    if (text.size() <= size)
        return text;
    std::size_t end = size;
    // A character has at most 3 bytes behind its first; more are not UTF-8, and cut anywhere.
    while (end > 0 && size - end < 3 && is_continuation(text[end]))
        --end;
    return text.substr(0, is_continuation(text[end]) ? size : end);
}

} // namespace penstock::storage

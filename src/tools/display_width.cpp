// SPDX-License-Identifier: Apache-2.0
#include "tools/display_width.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace penstock::tools {
namespace {

struct CodeRange {
    std::uint32_t first;
    std::uint32_t last;
};

// wcwidth() of the C library would need the locale of the user. What some terminals have in one
// column and others in two is wide here: a line that is too short does no harm.
constexpr std::array wide_ranges = {
    CodeRange{0x1100, 0x115F},   // Hangul Jamo
    CodeRange{0x231A, 0x231B},   // clocks
    CodeRange{0x23E9, 0x23F3},   //
    CodeRange{0x25FD, 0x25FE},   //
    CodeRange{0x2600, 0x27BF},   // symbols that can be emoji
    CodeRange{0x2B1B, 0x2B1C},   //
    CodeRange{0x2B50, 0x2B55},   //
    CodeRange{0x2E80, 0x303E},   // CJK
    CodeRange{0x3041, 0xA4CF},   //
    CodeRange{0xA960, 0xA97F},   //
    CodeRange{0xAC00, 0xD7A3},   // Hangul
    CodeRange{0xF900, 0xFAFF},   // CJK
    CodeRange{0xFE10, 0xFE19},   //
    CodeRange{0xFE30, 0xFE6F},   //
    CodeRange{0xFF00, 0xFF60},   // full width
    CodeRange{0xFFE0, 0xFFE6},   //
    CodeRange{0x16FE0, 0x1B2FF}, // Tangut, Khitan, Kana
    CodeRange{0x1F000, 0x1FAFF}, // emoji
    CodeRange{0x20000, 0x3FFFD}, // CJK
};

constexpr std::array empty_ranges = {
    CodeRange{0x0300, 0x036F}, // combining marks
    CodeRange{0x1AB0, 0x1AFF}, //
    CodeRange{0x1DC0, 0x1DFF}, //
    CodeRange{0x200B, 0x200F}, // joiners and the like
    CodeRange{0x20D0, 0x20FF}, //
    CodeRange{0xFE00, 0xFE0F}, // variation selectors
    CodeRange{0xFE20, 0xFE2F}, //
};

template <class Ranges> bool is_in(const Ranges& ranges, std::uint32_t code) {
    return std::ranges::any_of(ranges, [code](const CodeRange& range) {
        return code >= range.first && code <= range.last;
    });
}

// Takes the first character off the text, which is UTF-8, and returns how wide it is.
std::size_t take_character(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length && i < text.size(); ++i)
        code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
    text.remove_prefix(std::min(length, text.size()));
    return is_in(empty_ranges, code) ? 0 : is_in(wide_ranges, code) ? 2 : 1;
}

} // namespace

std::size_t display_width(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty())
        columns += take_character(text);
    return columns;
}

std::string cut_to_width(std::string_view text, std::size_t columns) {
    if (display_width(text) <= columns)
        return std::string{text};
    if (columns == 0)
        return {};
    std::string_view left = text;
    std::size_t kept = 0;
    for (std::size_t width = 0; !left.empty();) {
        kept = text.size() - left.size();
        width += take_character(left);
        if (width > columns - 1)
            break;
    }
    return std::string{text.substr(0, kept)} + '~';
}

std::string padded_right(std::string_view text, std::size_t columns) {
    const std::size_t width = display_width(text);
    return std::string{text} + std::string(columns - std::min(columns, width), ' ');
}

std::string padded_left(std::string_view text, std::size_t columns) {
    const std::size_t width = display_width(text);
    return std::string(columns - std::min(columns, width), ' ') + std::string{text};
}

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#include "codec/text_header.hpp"

#include "penstock/failure.hpp"

#include <fmt/format.h>

#include <charconv>

namespace penstock::codec {
namespace {

constexpr std::uint64_t longest_header = 64 * 1024;
constexpr std::size_t longest_line = 1024;

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

} // namespace

char TextHeader::peek() {
    if (position_ >= longest_header)
        throw ItemError{
            ErrorClass::limit,
            fmt::format("the header of the {} is longer than {} bytes", label_, longest_header)};
    if (position_ - block_begin_ >= block_size_) {
        block_begin_ = position_;
        block_size_ = file_->read_at(position_, block_);
        if (block_size_ == 0)
            throw ItemError{ErrorClass::truncated,
                            fmt::format("the file ends after {} bytes, in the header of the {}",
                                        file_->size(),
                                        label_)};
    }
    return static_cast<char>(block_[position_ - block_begin_]);
}

char TextHeader::next() {
    const char c = peek();
    ++position_;
    return c;
}

std::string TextHeader::next_line() {
    std::string line;
    for (char c = next(); c != '\n'; c = next())
        if (line.size() < longest_line)
            line += c;
    return line;
}

std::uint32_t TextHeader::next_number(std::string_view what) {
    while (is_space(peek()) || peek() == '#')
        if (next() == '#')
            while (next() != '\n') {
            }
    std::string digits;
    // The header ends behind its last number at the latest with a space, so that peek() finds one.
    while (is_digit(peek()) && digits.size() < 20)
        digits += next();
    const auto number = number_of(digits);
    if (!number)
        throw ItemError{
            ErrorClass::corrupt,
            digits.empty()
                ? fmt::format("the {} has no number where its {} should be", label_, what)
                : fmt::format("the {} says that its {} is {}", label_, what, digits)};
    return *number;
}

std::string printable(std::string_view text) {
    std::string result{text};
    for (char& c : result)
        if (c < ' ' || c > '~')
            c = '?';
    return result;
}

std::optional<std::uint32_t> number_of(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

} // namespace penstock::codec

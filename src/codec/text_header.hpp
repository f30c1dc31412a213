// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/byte_reader.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::codec {

/// The part of a file that is text, character by character. A header that is longer than 64 KiB
/// fails: it costs no more memory than a block of it.
class TextHeader {
public:
    /// `label` is what messages call the file: "PNM".
    TextHeader(const ByteReader& file, std::string_view label) : file_{&file}, label_{label} {}

    /// Throws `ItemError`: truncated at the end of the file, limit where the header does not end.
    char next();
    /// The next line without its end, which is a line feed. No longer than 1 KiB: what comes behind
    /// that is left out.
    std::string next_line();
    /// A number of digits behind white space; what follows it is still there. A "#" begins a
    /// comment that reaches to the end of its line. Throws corrupt where it is none, or too large.
    std::uint32_t next_number(std::string_view what);
    /// Of the character that comes next.
    [[nodiscard]] std::uint64_t position() const { return position_; }

private:
    [[nodiscard]] char peek();

    const ByteReader* file_; // borrowed
    std::string_view label_;
    std::array<std::byte, 1024> block_{};
    std::uint64_t block_begin_ = 0;
    std::size_t block_size_ = 0;
    std::uint64_t position_ = 0;
};

[[nodiscard]] constexpr bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// The text with a question mark for everything that is not printable ASCII: for messages.
[[nodiscard]] std::string printable(std::string_view text);

/// The number of decimal digits that all of `text` is, where it fits.
[[nodiscard]] std::optional<std::uint32_t> number_of(std::string_view text);

} // namespace penstock::codec

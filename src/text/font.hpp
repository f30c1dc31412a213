// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace penstock::text {

/// A file that is no font which can be used. The message says why: "it has no outlines".
class FontError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The most that the library takes for one text, beside the font and what is drawn. It is refused
/// more.
inline constexpr std::uint64_t text_working_bytes = std::uint64_t{4} << 20;

/// A font with outlines: TrueType, OpenType, Type 1. Immutable; used from many threads at once.
class Font {
public:
    /// All bytes of its file. Throws `FontError`.
    explicit Font(std::vector<std::byte> file);

    [[nodiscard]] std::span<const std::byte> file() const { return file_; }

private:
    std::vector<std::byte> file_;
};

} // namespace penstock::text

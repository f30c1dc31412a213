// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "text/font.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace penstock::text {

/// Where lines that are shorter than the longest one lie.
enum class Align : std::uint8_t { left, middle, right };

/// The sizes that there are, of an em in pixels.
inline constexpr double smallest_size = 1;
inline constexpr double largest_size = 4096;

/// A text in one font and size. Lines end at line feeds; letters stand one behind the other, nearer
/// where the font's kerning table says so, from left to right: nothing is joined, reordered or
/// hinted. What the font does not have becomes its box for that, and what is not UTF-8 becomes
/// U+FFFD.
class TextLayout {
public:
    /// `font` outlives it. Throws `ItemError` (limit) where that takes more than
    /// `text_working_bytes`, and (node) where the font is broken there.
    TextLayout(const Font& font, std::string_view text, double size);
    TextLayout(const TextLayout&) = delete;
    TextLayout& operator=(const TextLayout&) = delete;
    ~TextLayout();

    /// Takes another size, likewise.
    void resize(double size);

    /// In pixels: of all that is drawn, and at least as high as the lines, and as wide as they
    /// advance. 0 x 0 where there is nothing.
    [[nodiscard]] std::uint32_t width() const { return width_; }
    [[nodiscard]] std::uint32_t height() const { return height_; }

    /// Says in a mask, of one channel of 8 bits and of `width()` and `height()`, how much of each
    /// pixel is covered.
    void draw(Image& mask, Align align) const;

private:
    struct Face;

    std::string text_;
    std::unique_ptr<Face> face_;
    std::uint32_t width_ = 0;
    std::uint32_t height_ = 0;
    std::int64_t left_ = 0;  // of what is drawn, from where the lines begin; 1/64 pixels
    std::int64_t above_ = 0; // the first base line, from the top; pixels
};

} // namespace penstock::text

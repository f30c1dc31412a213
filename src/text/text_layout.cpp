// SPDX-License-Identifier: Apache-2.0
#include "text/text_layout.hpp"

#include "penstock/failure.hpp"

#include "storage/utf8.hpp"
#include "text/face.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace penstock::text {
namespace {

constexpr std::int64_t one = 64; // FreeType counts in 1/64 pixels

std::int64_t floor_pixels(std::int64_t value) {
    return value >= 0 ? value / one : -((one - 1 - value) / one);
}
std::int64_t ceil_pixels(std::int64_t value) {
    return -floor_pixels(-value);
}

// Takes the first character off; where it is not UTF-8, a byte that stands for U+FFFD.
std::uint32_t take_character(std::string_view& text) {
    const std::size_t bytes = storage::utf8_character(text, 0);
    const auto first = static_cast<unsigned char>(text[0]);
    std::uint32_t code = bytes == 0 ? 0xFFFDU : bytes == 1 ? first : first & (0xFFU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i)
        code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
    text.remove_prefix(std::max<std::size_t>(bytes, 1));
    return code;
}

// Takes the first line off; false where nothing was left.
bool take_line(std::string_view& text, std::string_view& line) {
    if (text.empty())
        return false;
    line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    return true;
}

// Where a drawing lies, and how far it reaches; up is positive.
struct Extent {
    std::int64_t left = 0;
    std::int64_t right = 0;
    std::int64_t top = 0;
    std::int64_t bottom = 0;

    void add(const FT_BBox& box, std::int64_t x, std::int64_t y) {
        left = std::min<std::int64_t>(left, x + box.xMin);
        right = std::max<std::int64_t>(right, x + box.xMax);
        top = std::max<std::int64_t>(top, y + box.yMax);
        bottom = std::min<std::int64_t>(bottom, y + box.yMin);
    }
};

// FreeType's spans have columns of 16 bits with a sign; masks and letters can be wider.
constexpr std::int64_t most_columns = 32767;

// Where the columns of spans count from.
struct Place {
    Image& mask;
    std::int64_t column;
};

// More of a pixel is covered.
void cover(int y, int count, const FT_Span* spans, void* user) {
    const Place& place = *static_cast<Place*>(user);
    const std::span<std::byte> row = place.mask.row(static_cast<std::uint32_t>(-1 - y));
    for (const FT_Span& span : std::span{spans, static_cast<std::size_t>(count)})
        for (std::size_t x = 0; x < span.len; ++x) {
            std::byte& pixel = row[static_cast<std::size_t>(place.column + span.x) + x];
            const unsigned before = std::to_integer<unsigned>(pixel);
            const unsigned more = span.coverage;
            pixel = static_cast<std::byte>(before + more - (before * more + 127) / 255);
        }
}

} // namespace

struct TextLayout::Face : OpenFace {
    using OpenFace::OpenFace;

    void resize(double size) const {
        const auto em = static_cast<FT_F26Dot6>(std::lround(size * one));
        check(FT_Set_Char_Size(face(), 0, em, 72, 72));
    }

    void check(FT_Error error) const {
        if (was_refused_memory())
            throw ItemError(ErrorClass::limit,
                            fmt::format("the text takes more than {} bytes beside what is drawn; "
                                        "take a smaller size, or another font",
                                        text_working_bytes));
        if (error != 0)
            throw ItemError(
                ErrorClass::node,
                fmt::format("FreeType could not draw the text: error {}; take another font",
                            error));
    }

    [[nodiscard]] std::int64_t scaled(FT_Short units) const {
        return FT_MulFix(units, face()->size->metrics.y_scale);
    }
    [[nodiscard]] std::int64_t base_line(std::int64_t line) const {
        return -((line * scaled(face()->height) + one / 2) / one) * one;
    }

    // Calls with each glyph, which is loaded, and where it stands: `draw(outline, x)`. Gives how
    // far the line advances.
    template <class Draw> std::int64_t set(std::string_view line, Draw draw) const {
        std::int64_t x = 0;
        FT_UInt before = 0;
        while (!line.empty()) {
            const FT_UInt glyph = FT_Get_Char_Index(face(), take_character(line));
            FT_Vector kerning{};
            if (before != 0 && glyph != 0 && FT_HAS_KERNING(face()))
                check(FT_Get_Kerning(face(), before, glyph, FT_KERNING_UNFITTED, &kerning));
            x += kerning.x;
            check(FT_Load_Glyph(face(), glyph, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP));
            if (face()->glyph->format == FT_GLYPH_FORMAT_OUTLINE)
                draw(face()->glyph->outline, x);
            x += face()->glyph->advance.x;
            before = glyph;
        }
        return x;
    }

    // Draws a glyph whose origin lies at (x, y) from the mask's upper left corner, in pieces that
    // spans can tell.
    void render(FT_Outline& outline, Image& mask, std::int64_t x, std::int64_t y) const {
        FT_BBox box;
        FT_Outline_Get_CBox(&outline, &box);
        const std::int64_t end = ceil_pixels(x + box.xMax);
        std::int64_t column = floor_pixels(x + box.xMin);
        FT_Outline_Translate(&outline, x - column * one, y);
        for (; column < end; column += most_columns) {
            Place place{.mask = mask, .column = column};
            FT_Raster_Params params{};
            params.flags = FT_RASTER_FLAG_AA | FT_RASTER_FLAG_DIRECT | FT_RASTER_FLAG_CLIP;
            params.gray_spans = cover;
            params.user = &place;
            params.clip_box = {.xMin = std::max<std::int64_t>(-column, 0),
                               .yMin = -static_cast<FT_Pos>(mask.spec().height),
                               .xMax = std::min(mask.spec().width - column, most_columns),
                               .yMax = 0};
            if (params.clip_box.xMin < params.clip_box.xMax)
                check(FT_Outline_Render(library(), &outline, &params));
            FT_Outline_Translate(&outline, -most_columns * one, 0);
        }
    }
};

TextLayout::TextLayout(const Font& font, std::string_view text, double size)
    : text_{text}, face_{std::make_unique<Face>(font.file())} {
    resize(size);
}

void TextLayout::resize(double size) {
    face_->resize(std::clamp(size, smallest_size, largest_size));
    if (text_.empty())
        return;
    Extent extent;
    extent.top = face_->scaled(face_->face()->ascender);
    std::int64_t number = 0;
    for (std::string_view rest = text_, line; take_line(rest, line); ++number) {
        const std::int64_t y = face_->base_line(number);
        const std::int64_t advance = face_->set(line, [&](FT_Outline& outline, std::int64_t x) {
            FT_BBox box;
            FT_Outline_Get_CBox(&outline, &box);
            extent.add(box, x, y);
        });
        extent.right = std::max(extent.right, advance);
        extent.bottom = std::min(extent.bottom, y + face_->scaled(face_->face()->descender));
    }
    left_ = floor_pixels(extent.left) * one;
    above_ = ceil_pixels(extent.top);
    width_ = static_cast<std::uint32_t>(ceil_pixels(extent.right - left_));
    height_ = static_cast<std::uint32_t>(above_ - floor_pixels(extent.bottom));
}

TextLayout::~TextLayout() = default;

void TextLayout::draw(Image& mask, Align align) const {
    assert(mask.spec().pixel_bytes() == 1);
    assert(mask.spec().width == width_ && mask.spec().height == height_);
    std::ranges::fill(mask.pixels(), std::byte{0});
    std::int64_t number = 0;
    for (std::string_view rest = text_, line; take_line(rest, line); ++number) {
        std::int64_t begin = -left_;
        if (align != Align::left) {
            const std::int64_t free = std::int64_t{width_} * one - begin -
                                      face_->set(line, [](FT_Outline&, std::int64_t) {});
            begin += std::max<std::int64_t>(align == Align::middle ? free / 2 : free, 0);
        }
        const std::int64_t y = face_->base_line(number) - above_ * one;
        face_->set(line, [&](FT_Outline& outline, std::int64_t x) {
            face_->render(outline, mask, begin + x, y);
        });
    }
}

} // namespace penstock::text

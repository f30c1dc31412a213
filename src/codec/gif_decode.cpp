// SPDX-License-Identifier: Apache-2.0
#include "codec/gif.hpp"
#include "codec/header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <gif_lib.h>
#include <memory>

namespace penstock::codec {
namespace {

struct Close {
    void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};
using Gif = std::unique_ptr<GifFileType, Close>;

// The file as giflib reads it.
struct Source {
    std::span<const std::byte> file;
    std::size_t at = 0;
    bool is_at_end = false; ///< more was asked for than there is
};

// At the end of the file, where the length of the next block is asked for, there is none: pictures
// that are complete but for their end can be shown.
int read_source(GifFileType* gif, GifByteType* target, int size) {
    auto& source = *static_cast<Source*>(gif->UserData);
    const std::size_t count =
        std::min(static_cast<std::size_t>(size), source.file.size() - source.at);
    std::memcpy(target, source.file.data() + source.at, count);
    source.at += count;
    if (count == static_cast<std::size_t>(size))
        return size;
    source.is_at_end = true;
    if (size != 1)
        return static_cast<int>(count);
    *target = 0;
    return 1;
}

class Decoder {
public:
    Decoder(const Header& header, const GifPicture& picture, std::span<const std::byte> file)
        : header_{&header}, picture_{&picture}, source_{file}, gif_{DGifOpen(&source_,
                                                                             read_source,
                                                                             &error_)} {
        if (!gif_)
            fail(0);
    }

    void decode(std::span<std::byte> pixels, std::span<std::byte> scratch) {
        skip_to_picture();
        const ColorMapObject* palette =
            gif_->Image.ColorMap != nullptr ? gif_->Image.ColorMap : gif_->SColorMap;
        const auto line = scratch.first(picture_->width);
        for (std::uint32_t i = 0; i < picture_->height; ++i) {
            auto* indices = reinterpret_cast<GifPixelType*>(line.data());
            if (DGifGetLine(gif_.get(), indices, static_cast<int>(line.size())) == GIF_ERROR)
                fail(i);
            const std::uint64_t y = picture_->y + row_of(i);
            auto out = pixels.subspan(y * header_->spec.row_bytes() +
                                      picture_->x * header_->spec.pixel_bytes());
            put_line(line, palette, out);
        }
    }

private:
    [[noreturn]] void fail(std::uint32_t rows) const {
        if (source_.is_at_end)
            throw ItemError{
                ErrorClass::truncated,
                fmt::format("the GIF ends after {} of {} rows", rows, picture_->height)};
        const char* what = GifErrorString(gif_ ? gif_->Error : error_);
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the GIF is damaged in row {}: giflib says \"{}\"",
                                    rows,
                                    what == nullptr ? "unknown error" : what)};
    }

    void skip_to_picture() {
        for (;;) {
            GifRecordType kind = UNDEFINED_RECORD_TYPE;
            if (DGifGetRecordType(gif_.get(), &kind) == GIF_ERROR)
                fail(0);
            if (kind == IMAGE_DESC_RECORD_TYPE)
                break;
            int code = 0;
            GifByteType* block = nullptr;
            if (kind != EXTENSION_RECORD_TYPE ||
                DGifGetExtension(gif_.get(), &code, &block) == GIF_ERROR)
                fail(0);
            while (block != nullptr)
                if (DGifGetExtensionNext(gif_.get(), &block) == GIF_ERROR)
                    fail(0);
        }
        if (DGifGetImageDesc(gif_.get()) == GIF_ERROR)
            fail(0);
        if (gif_->Image.Width != static_cast<int>(picture_->width) ||
            gif_->Image.Height != static_cast<int>(picture_->height))
            throw ItemError{ErrorClass::corrupt, "giflib finds another picture in the GIF"};
    }

    // Interlaced: every eighth row, those between them, every fourth between those, the rest.
    [[nodiscard]] std::uint32_t row_of(std::uint32_t i) const {
        if (!picture_->is_interlaced)
            return i;
        struct Pass {
            std::uint32_t first;
            std::uint32_t step;
        };
        for (const Pass pass : {Pass{0, 8}, Pass{4, 8}, Pass{2, 4}, Pass{1, 2}}) {
            const std::uint32_t rows =
                picture_->height > pass.first
                    ? (picture_->height - pass.first + pass.step - 1) / pass.step
                    : 0;
            if (i < rows)
                return pass.first + i * pass.step;
            i -= rows;
        }
        return picture_->height - 1;
    }

    void put_line(std::span<const std::byte> line,
                  const ColorMapObject* palette,
                  std::span<std::byte> out) const {
        const std::uint32_t channels = header_->spec.channels;
        for (std::size_t x = 0; x < line.size(); ++x, out = out.subspan(channels)) {
            const auto index = std::to_integer<int>(line[x]);
            const bool is_clear = picture_->has_transparency &&
                                  index == static_cast<int>(picture_->transparent_index);
            GifColorType colour{};
            if (palette == nullptr) // gray, as other readers have it
                colour = {line_value(index), line_value(index), line_value(index)};
            else if (index < palette->ColorCount)
                colour = palette->Colors[index];
            if (is_clear)
                colour = {};
            const std::array<std::byte, 4> pixel = {std::byte{colour.Red},
                                                    std::byte{colour.Green},
                                                    std::byte{colour.Blue},
                                                    is_clear ? std::byte{0} : std::byte{0xFF}};
            std::copy_n(pixel.begin(), channels, out.begin());
        }
    }
    static GifByteType line_value(int index) { return static_cast<GifByteType>(index); }

    const Header* header_;      // borrowed
    const GifPicture* picture_; // borrowed
    Source source_;
    int error_ = 0;
    Gif gif_;
};

} // namespace

void decode_gif(const Header& header,
                std::span<const std::byte> file,
                std::span<std::byte> pixels,
                std::span<std::byte> scratch) {
    const GifPicture picture = find_gif_picture(MemoryReader{file});
    if (!picture.fills_canvas())
        std::ranges::fill(pixels, std::byte{0}); // what the picture leaves free
    Decoder{header, picture, file}.decode(pixels, scratch);
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "codec/gif_reader.hpp"

#include "penstock/failure.hpp"

#include "codec/truncated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <gif_lib.h>
#include <string>

namespace penstock::codec {
namespace {

// Interlaced: every eighth row, those between them, every fourth between those, the rest.
std::uint32_t row_of(const GifPicture& picture, std::uint32_t i) {
    if (!picture.is_interlaced)
        return i;
    struct Pass {
        std::uint32_t first;
        std::uint32_t step;
    };
    for (const Pass pass : {Pass{0, 8}, Pass{4, 8}, Pass{2, 4}, Pass{1, 2}}) {
        const std::uint32_t rows = picture.height > pass.first
                                       ? (picture.height - pass.first + pass.step - 1) / pass.step
                                       : 0;
        if (i < rows)
            return pass.first + i * pass.step;
        i -= rows;
    }
    return picture.height - 1;
}

// The rows above the first one that is missing, where so many are there.
std::uint32_t whole_rows(const GifPicture& picture, std::uint32_t rows) {
    std::uint32_t whole = picture.height;
    for (std::uint32_t i = rows; i < picture.height; ++i)
        whole = std::min(whole, row_of(picture, i));
    return whole;
}

GifColorType colour_of(int index, const ColorMapObject* palette) {
    const auto gray = static_cast<GifByteType>(index);
    if (palette == nullptr)
        return {gray, gray, gray}; // as other readers have it
    return index < palette->ColorCount ? palette->Colors[index] : GifColorType{};
}

void put_line(const GifPicture& picture,
              std::span<const std::byte> line,
              const ColorMapObject* palette,
              std::uint32_t channels,
              std::span<std::byte> out) {
    for (std::size_t x = 0; x < line.size(); ++x, out = out.subspan(channels)) {
        const auto index = std::to_integer<int>(line[x]);
        if (picture.has_transparency && index == static_cast<int>(picture.transparent_index))
            continue;
        const GifColorType colour = colour_of(index, palette);
        const std::array<std::byte, 4> pixel = {std::byte{colour.Red},
                                                std::byte{colour.Green},
                                                std::byte{colour.Blue},
                                                std::byte{0xFF}};
        std::copy_n(pixel.begin(), channels, out.begin());
    }
}

} // namespace

void GifReader::Close::operator()(GifFileType* gif) const {
    DGifCloseFile(gif, nullptr);
}

// At the end of the file, where the length of the next block is asked for, there is none: pictures
// that are complete but for their end can be shown.
int GifReader::read_source(GifFileType* gif, unsigned char* target, int size) {
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

GifReader::GifReader(std::span<const std::byte> file)
    : source_{file}, gif_{DGifOpen(&source_, read_source, &error_)} {
    if (!gif_)
        fail({}, 0);
}

GifReader::~GifReader() = default;

void GifReader::lay_next(const GifPicture& picture,
                         const ImageSpec& spec,
                         std::span<std::byte> canvas,
                         std::span<std::byte> line) {
    skip_to(picture);
    const ColorMapObject* palette =
        gif_->Image.ColorMap != nullptr ? gif_->Image.ColorMap : gif_->SColorMap;
    line = line.first(picture.width);
    const std::uint32_t visible =
        picture.x < spec.width ? std::min(picture.width, spec.width - picture.x) : 0;
    for (std::uint32_t i = 0; i < picture.height; ++i) {
        auto* indices = reinterpret_cast<GifPixelType*>(line.data());
        if (DGifGetLine(gif_.get(), indices, static_cast<int>(line.size())) == GIF_ERROR)
            fail(picture, i);
        const std::uint64_t y = std::uint64_t{picture.y} + row_of(picture, i);
        if (y < spec.height && visible != 0)
            put_line(picture,
                     line.first(visible),
                     palette,
                     spec.channels,
                     canvas.subspan(y * spec.row_bytes() + picture.x * spec.pixel_bytes()));
    }
}

void GifReader::fail(const GifPicture& picture, std::uint32_t rows) const {
    const std::string frame =
        picture.number == 0 ? "" : fmt::format(" of its frame {}", picture.number);
    if (source_.is_at_end)
        throw TruncatedPicture{
            fmt::format("the GIF ends after {} of {} rows{}", rows, picture.height, frame),
            rows == 0 ? 0 : picture.y + std::uint64_t{whole_rows(picture, rows)}};
    const char* what = GifErrorString(gif_ ? gif_->Error : error_);
    throw ItemError{ErrorClass::corrupt,
                    fmt::format("the GIF is damaged in row {}{}: giflib says \"{}\"",
                                rows,
                                frame,
                                what == nullptr ? "unknown error" : what)};
}

void GifReader::skip_to(const GifPicture& picture) {
    for (;;) {
        GifRecordType kind = UNDEFINED_RECORD_TYPE;
        if (DGifGetRecordType(gif_.get(), &kind) == GIF_ERROR)
            fail(picture, 0);
        if (kind == IMAGE_DESC_RECORD_TYPE)
            break;
        int code = 0;
        GifByteType* block = nullptr;
        if (kind != EXTENSION_RECORD_TYPE ||
            DGifGetExtension(gif_.get(), &code, &block) == GIF_ERROR)
            fail(picture, 0);
        while (block != nullptr)
            if (DGifGetExtensionNext(gif_.get(), &block) == GIF_ERROR)
                fail(picture, 0);
    }
    if (DGifGetImageDesc(gif_.get()) == GIF_ERROR)
        fail(picture, 0);
    if (gif_->Image.Width != static_cast<int>(picture.width) ||
        gif_->Image.Height != static_cast<int>(picture.height))
        throw ItemError{ErrorClass::corrupt, "giflib finds another picture in the GIF"};
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "codec/gif_animation.hpp"

#include "penstock/failure.hpp"

#include "codec/truncated.hpp"

#include <algorithm>

namespace penstock::codec {
namespace {

constexpr std::size_t line_bytes = 65'536; // the widest picture has 65'535 pixels

bool saves(const GifPicture& picture) {
    return picture.disposal == GifDisposal::previous;
}

// Calls visit(offset, bytes) for each row of the picture's place on the canvas.
template <typename Visit>
void for_each_row(const GifPicture& picture, const ImageSpec& spec, const Visit& visit) {
    if (picture.x >= spec.width)
        return;
    const std::uint32_t width = std::min(picture.width, spec.width - picture.x);
    const std::uint32_t bottom = std::min(picture.y + picture.height, spec.height);
    for (std::uint32_t y = picture.y; y < bottom; ++y)
        visit(y * spec.row_bytes() + picture.x * spec.pixel_bytes(), width * spec.pixel_bytes());
}

} // namespace

std::vector<GifPicture> find_gif_pictures(const ByteReader& file, std::uint32_t most) {
    GifBlocks blocks{file};
    std::vector<GifPicture> pictures;
    while (pictures.size() <= most) {
        const auto picture = blocks.next();
        if (!picture)
            break;
        pictures.push_back(*picture);
    }
    return pictures;
}

Header gif_animation_header(const Header& first, std::span<const GifPicture> pictures) {
    // giflib keeps the palette of each picture.
    constexpr std::uint64_t picture_bytes = 1024;
    Header header = first;
    const bool clears =
        std::ranges::any_of(pictures.first(pictures.size() - 1), [](const GifPicture& picture) {
            return picture.disposal == GifDisposal::clear ||
                   (picture.number == 0 && saves(picture)); // nothing was there before it
        });
    if (clears)
        header.spec.channels = 4;
    header.codec_bytes += pictures.size() * picture_bytes;
    const bool is_saved = std::ranges::any_of(pictures, saves);
    header.scratch_bytes = line_bytes + header.spec.bytes() * (is_saved ? 2 : 1);
    return header;
}

GifAnimation::GifAnimation(const Header& header,
                           std::span<const std::byte> file,
                           std::span<std::byte> scratch)
    : spec_{header.spec}, file_{file}, blocks_{file_}, reader_{file}, line_{scratch.first(
                                                                          line_bytes)},
      canvas_{scratch.subspan(line_bytes, spec_.bytes())}, saved_{scratch.subspan(line_bytes +
                                                                                  spec_.bytes())} {
    std::ranges::fill(canvas_, std::byte{0});
}

void GifAnimation::next(std::span<std::byte> pixels) {
    const auto picture = blocks_.next();
    if (!picture)
        throw ItemError{ErrorClass::corrupt, "the GIF has fewer pictures than it had"};
    if (saves(*picture))
        copy_place(*picture, canvas_, saved_);
    lay(*picture);
    std::ranges::copy(canvas_, pixels.begin());
    if (saves(*picture))
        copy_place(*picture, saved_, canvas_);
    else if (picture->disposal == GifDisposal::clear)
        clear_place(*picture);
}

// Frames of which a part is missing are not completed: nobody would see where the others go on.
void GifAnimation::lay(const GifPicture& picture) {
    try {
        reader_.lay_next(picture, spec_, canvas_, line_);
    } catch (const TruncatedPicture& truncated) {
        throw ItemError{ErrorClass::truncated, truncated.what()};
    }
}

void GifAnimation::copy_place(const GifPicture& picture,
                              std::span<const std::byte> from,
                              std::span<std::byte> to) const {
    for_each_row(picture, spec_, [&](std::size_t at, std::size_t bytes) {
        std::ranges::copy(from.subspan(at, bytes), to.subspan(at).begin());
    });
}

void GifAnimation::clear_place(const GifPicture& picture) {
    for_each_row(picture, spec_, [&](std::size_t at, std::size_t bytes) {
        std::ranges::fill(canvas_.subspan(at, bytes), std::byte{0});
    });
}

} // namespace penstock::codec

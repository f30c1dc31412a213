// SPDX-License-Identifier: Apache-2.0
#include "codec/frames.hpp"

#include "codec/format.hpp"
#include "codec/gif_animation.hpp"
#include "codec/tiff_directory.hpp"
#include "codec/webp_animation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <string>
#include <utility>

namespace penstock::codec {
namespace {

// Their headers do not tell how many pictures there are: no more are counted than have to be.
bool is_counted(const Header& first) {
    return first.format == FormatId::tiff || first.format == FormatId::gif;
}

void check_count(const Header& first, std::uint64_t count, std::uint32_t most) {
    if (count > most)
        throw ItemError{ErrorClass::limit,
                        fmt::format("the {} has {}{} pictures; max_frames allows {}",
                                    format_of(first.format).label,
                                    is_counted(first) ? "at least " : "",
                                    count,
                                    most)};
}

std::vector<Header> tiff_headers(const ByteReader& file, const Header& first, std::uint32_t most) {
    const std::vector<std::uint64_t> pages = find_tiff_pages(file, most);
    check_count(first, pages.size(), most);
    std::vector<Header> headers;
    for (const std::uint64_t page : pages) {
        Header header = first;
        if (page != pages.front())
            header = read_tiff_header(file, page);
        header.layout.directory = page;
        headers.push_back(std::move(header));
    }
    return headers;
}

std::vector<Header>
exr_headers(const ByteReader& file, const Header& first, const HeaderLimits& limits) {
    std::vector<Header> headers{first};
    ExrChoice choice = limits.exr;
    for (std::uint32_t part = 1; part < first.frames; ++part) {
        choice.part = std::to_string(part);
        headers.push_back(read_exr_header(file, choice));
    }
    return headers;
}

std::vector<Header> webp_headers(const Header& first) {
    Header header = first;
    header.codec_bytes = webp_animation_bytes(first);
    return std::vector<Header>(first.frames, header);
}

std::vector<Header> gif_headers(const ByteReader& file,
                                const Header& first,
                                const HeaderLimits& limits,
                                std::uint32_t most) {
    const std::vector<GifPicture> pictures = find_gif_pictures(file, most);
    check_count(first, pictures.size(), most);
    if (pictures.size() == 1)
        return {first};
    for (const GifPicture& picture : pictures) { // which can be larger than the canvas
        Header stored = first;
        stored.spec.width = picture.width;
        stored.spec.height = picture.height;
        complete_header(stored, first.format, first.file_bytes, limits);
    }
    return {pictures.size(), gif_animation_header(first, pictures)};
}

template <typename Animation>
std::vector<Decoded> decode_animation(std::span<const Header> headers,
                                      Animation& animation,
                                      const DecodeOptions& options,
                                      NodeContext& context) {
    std::vector<Decoded> frames;
    frames.reserve(headers.size());
    for (const Header& header : headers)
        frames.push_back(decode_with(
            header,
            [&](std::span<std::byte> pixels) { animation.next(pixels); },
            options,
            context));
    return frames;
}

std::vector<Decoded> decode_webp_frames(std::span<const Header> headers,
                                        std::span<const std::byte> file,
                                        const DecodeOptions& options,
                                        NodeContext& context) {
    WebpAnimation animation{headers.front(), file};
    return decode_animation(headers, animation, options, context);
}

std::vector<Decoded> decode_gif_frames(std::span<const Header> headers,
                                       std::span<const std::byte> file,
                                       const DecodeOptions& options,
                                       NodeContext& context) {
    Buffer scratch = context.allocate_bytes(headers.front().scratch_bytes);
    GifAnimation animation{headers.front(), file, scratch.bytes()};
    return decode_animation(headers, animation, options, context);
}

} // namespace

std::uint32_t count_frames(const ByteReader& file, const Header& first, std::uint32_t most) {
    if (first.format == FormatId::tiff)
        return static_cast<std::uint32_t>(find_tiff_pages(file, most).size());
    if (first.format == FormatId::gif)
        return static_cast<std::uint32_t>(find_gif_pictures(file, most).size());
    return first.frames;
}

std::vector<Header>
read_frame_headers(const ByteReader& file, const HeaderLimits& limits, std::uint32_t max_frames) {
    const Header first = read_header(file, limits);
    check_count(first, first.frames, max_frames);
    std::vector<Header> headers{first};
    if (first.format == FormatId::tiff)
        headers = tiff_headers(file, first, max_frames);
    else if (first.format == FormatId::exr)
        headers = exr_headers(file, first, limits);
    else if (first.format == FormatId::gif)
        headers = gif_headers(file, first, limits, max_frames);
    else if (first.frames > 1 && first.format == FormatId::webp)
        headers = webp_headers(first);
    else if (first.frames > 1)
        throw ItemError{
            ErrorClass::unsupported,
            fmt::format("the {} has {} pictures, of which only the first one can be decoded; set "
                        "frames to \"first\"",
                        format_of(first.format).label,
                        first.frames)};
    for (Header& header : headers)
        complete_header(header, first.format, first.file_bytes, limits);
    return headers;
}

std::uint64_t frames_working_bytes(std::span<const Header> headers, OrientationPolicy policy) {
    std::uint64_t most = 0;
    for (const Header& header : headers)
        most = std::max(most, decode_working_bytes(header, policy));
    return most;
}

std::vector<Decoded> decode_frames(std::span<const Header> headers,
                                   Buffer file,
                                   const DecodeOptions& options,
                                   const CodecModule& module,
                                   NodeContext& context) {
    assert(file.is_unique());
    if (headers.size() > 1 && headers.front().format == FormatId::webp)
        return decode_webp_frames(headers, std::as_const(file).bytes(), options, context);
    if (headers.size() > 1 && headers.front().format == FormatId::gif)
        return decode_gif_frames(headers, std::as_const(file).bytes(), options, context);
    std::vector<Decoded> frames;
    frames.reserve(headers.size());
    for (const Header& header : headers)
        frames.push_back(decode_picture(header, file, options, module, context));
    return frames;
}

} // namespace penstock::codec

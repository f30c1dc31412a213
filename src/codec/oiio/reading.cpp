// SPDX-License-Identifier: Apache-2.0
#include "codec/oiio/reading.hpp"

#include "penstock/failure.hpp"
#include "penstock/image_buf.hpp"

#include "codec/format.hpp"
#include "codec/oiio/exr_selection.hpp"
#include "codec/oiio/oiio_types.hpp"
#include "codec/oiio/premultiply.hpp"
#include "codec/oiio/tiff_lab.hpp"
#include "codec/oiio/tiff_tags.hpp"
#include "codec/truncated.hpp"

#include <OpenImageIO/filesystem.h>
#include <OpenImageIO/imageio.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace penstock::codec {
namespace {

using Input = OIIO::ImageInput;

// `rows` are decoded. Whatever OpenImageIO stumbles over in a file that ends early, that is why.
[[noreturn]] void fail(const Header& header, std::string what, std::uint32_t rows) {
    if (!header.truncation.empty())
        throw TruncatedPicture{header.truncation, rows};
    std::ranges::replace(what, '\n', ' ');
    const auto says = [&](std::string_view words) { return what.find(words) != what.npos; };
    const std::string_view label = format_of(header.format).label;
    if (says("nexpected end of file") || says("premature end") || says("Read Error"))
        throw TruncatedPicture{
            fmt::format("the {} ends before its picture is complete ({})", label, what), rows};
    if (says("No support") || says("not supported") || says("not configured"))
        throw ItemError{ErrorClass::unsupported,
                        fmt::format("the {} cannot be decoded: {}", label, what)};
    throw ItemError{ErrorClass::corrupt,
                    fmt::format("the {} is damaged: {}",
                                label,
                                what.empty() ? "OpenImageIO cannot decode it" : what)};
}

// OpenImageIO can return success and an error at once: half a picture.
void check(const Header& header, Input& input, bool is_good, std::uint32_t rows = 0) {
    const std::string what = input.geterror();
    if (!is_good || !what.empty())
        fail(header, what, rows);
}

// The channels that are delivered, as a range of those in the file.
struct Channels {
    int begin = 0;
    int end = 0;
};

Channels channels_of(const Header& header, const OIIO::ImageSpec& spec) {
    const int count = static_cast<int>(header.spec.channels);
    if (header.format != FormatId::exr || spec.nchannels == count || !header.channel_names.empty())
        return {0, spec.nchannels};
    static constexpr std::string_view names[] = {"Y", "YA", "RGB", "RGBA"};
    const std::string_view wanted = names[count - 1];
    for (int begin = 0; begin + count <= spec.nchannels; ++begin) {
        int same = 0;
        while (same < count && spec.channelnames[static_cast<std::size_t>(begin + same)] ==
                                   wanted.substr(static_cast<std::size_t>(same), 1))
            ++same;
        if (same == count)
            return {begin, begin + count};
    }
    throw ItemError{
        ErrorClass::unsupported,
        fmt::format("the channels {} of the OpenEXR file do not follow each other", wanted)};
}

void check_spec(const Header& header, const OIIO::ImageSpec& spec, const Channels& channels) {
    const auto format = spec.channelformats.empty()
                            ? spec.format
                            : spec.channelformats[static_cast<std::size_t>(channels.begin)];
    const bool is_picked = !header.channel_names.empty();
    const auto expected = header.layout.is_wide ? OIIO::TypeDesc{OIIO::TypeDesc::UINT32}
                                                : oiio_type(header.spec.pixel_type);
    const bool is_same =
        spec.width == static_cast<int>(header.spec.width) &&
        spec.height == static_cast<int>(header.spec.height) && spec.depth <= 1 && !spec.deep &&
        (is_picked || (format == expected &&
                       channels.end - channels.begin == static_cast<int>(header.spec.channels))) &&
        spec.tile_width == static_cast<int>(header.layout.tile_width) &&
        spec.tile_height == static_cast<int>(header.layout.tile_height);
    if (!is_same)
        fail(header,
             fmt::format("its header says {}, and OpenImageIO finds {}x{} {} x {}",
                         header.spec.to_string(),
                         spec.width,
                         spec.height,
                         format.c_str(),
                         channels.end - channels.begin),
             0);
}

void read_rows(const Header& header,
               Input& input,
               const Channels& channels,
               std::span<std::byte> pixels) {
    const int part = static_cast<int>(header.layout.part);
    const int top = input.spec().y;
    const int height = static_cast<int>(header.spec.height);
    // Rows that are packed together are read together where that is the codec's way; else one by
    // one, which OpenImageIO does with less memory and fewer mistakes.
    const bool reads_blocks = header.format == FormatId::exr || header.layout.reads_blocks;
    const int step =
        reads_blocks ? static_cast<int>(std::max(header.layout.rows_per_block, 1U)) : 1;
    for (int y = 0; y < height; y += step) {
        std::byte* target = pixels.data() + static_cast<std::uint64_t>(y) * header.spec.row_bytes();
        const int end = std::min(y + step, height);
        bool is_good = false;
        if (header.format == FormatId::exr)
            is_good = input.read_native_scanlines(
                part, 0, top + y, top + end, 0, channels.begin, channels.end, target);
        else if (reads_blocks)
            is_good = input.read_native_scanlines(0, 0, top + y, top + end, 0, target);
        else
            is_good = input.read_native_scanline(0, 0, top + y, 0, target);
        check(header, input, is_good, static_cast<std::uint32_t>(y));
    }
}

void copy_tile(const ImageSpec& spec,
               std::span<const std::byte> tile,
               std::uint64_t tile_row_bytes,
               std::uint64_t x,
               std::uint64_t y,
               std::span<std::byte> pixels) {
    const std::uint64_t offset = x * spec.pixel_bytes();
    const std::uint64_t bytes = std::min(tile_row_bytes, spec.row_bytes() - offset);
    const std::uint64_t rows =
        std::min<std::uint64_t>(tile.size() / tile_row_bytes, spec.height - y);
    for (std::uint64_t row = 0; row < rows; ++row)
        std::memcpy(
            &pixels[(y + row) * spec.row_bytes() + offset], &tile[row * tile_row_bytes], bytes);
}

// One tile at a time: OpenImageIO writes past the end of what it is given where a row of tiles
// sticks out of the picture.
void read_tiles(const Header& header,
                Input& input,
                const Channels& channels,
                std::span<std::byte> pixels) {
    const ImageSpec& spec = header.spec;
    const int left = input.spec().x;
    const int top = input.spec().y;
    const int width = input.spec().tile_width;
    const int height = input.spec().tile_height;
    const std::uint64_t row_bytes = spec.pixel_bytes() * header.layout.tile_width;
    std::vector<std::byte> tile(row_bytes * header.layout.tile_height);
    for (int y = 0; y < static_cast<int>(spec.height); y += height)
        for (int x = 0; x < static_cast<int>(spec.width); x += width) {
            const bool is_good =
                header.format == FormatId::exr
                    ? input.read_native_tiles(
                          static_cast<int>(header.layout.part),
                          static_cast<int>(header.layout.level),
                          left + x,
                          left + std::min(x + width, static_cast<int>(spec.width)),
                          top + y,
                          top + std::min(y + height, static_cast<int>(spec.height)),
                          0,
                          1,
                          channels.begin,
                          channels.end,
                          tile.data())
                    : input.read_native_tile(0, 0, left + x, top + y, 0, tile.data());
            check(header, input, is_good, static_cast<std::uint32_t>(y));
            copy_tile(spec,
                      tile,
                      row_bytes,
                      static_cast<std::uint64_t>(x),
                      static_cast<std::uint64_t>(y),
                      pixels);
        }
}

std::unique_ptr<Input>
opened(const Header& header, OIIO::Filesystem::IOMemReader& memory, std::mutex& open_mutex) {
    const char* name = oiio_name(header.format);
    OIIO::Filesystem::IOProxy* proxy = &memory;
    OIIO::ImageSpec config;
    config.attribute("oiio:UnassociatedAlpha", 1); // as stored: we divide by alpha ourselves
    config.attribute("oiio:ioproxy", OIIO::TypeDesc::PTR, &proxy);
    const std::scoped_lock lock{open_mutex};
    std::unique_ptr<Input> input = Input::create(name);
    if (!input)
        throw ItemError{ErrorClass::unsupported,
                        fmt::format("this OpenImageIO cannot read {}: {}", name, OIIO::geterror())};
    input->threads(1);
    OIIO::ImageSpec spec;
    const bool is_good = input->open(name, spec, config);
    check(header, *input, is_good);
    if (header.layout.part != 0 || header.layout.level != 0)
        check(header,
              *input,
              input->seek_subimage(static_cast<int>(header.layout.part),
                                   static_cast<int>(header.layout.level)));
    return input;
}

void invert(std::span<std::byte> pixels) {
    std::ranges::transform(pixels, pixels.begin(), [](std::byte b) { return ~b; });
}

// Integers of 32 bits become floating point of 0 to 1, in place.
void narrow(std::span<std::byte> pixels) {
    for (std::size_t at = 0; at + sizeof(float) <= pixels.size(); at += sizeof(float)) {
        std::uint32_t sample = 0;
        std::memcpy(&sample, &pixels[at], sizeof sample);
        const auto value = static_cast<float>(sample / 4294967295.0);
        std::memcpy(&pixels[at], &value, sizeof value);
    }
}

void read_pixels(const Header& header,
                 Input& input,
                 const Channels& channels,
                 std::span<std::byte> pixels) {
    if (!header.channel_names.empty())
        ExrSelection{header, input}.read(
            pixels, [&](bool is_good, std::uint32_t rows) { check(header, input, is_good, rows); });
    else if (header.layout.tile_width != 0)
        read_tiles(header, input, channels, pixels);
    else
        read_rows(header, input, channels, pixels);
}

// What we promise of samples, where the file has them otherwise.
void normalise(const Header& header, std::span<std::byte> pixels) {
    if (header.layout.is_inverted)
        invert(pixels);
    if (header.layout.is_wide)
        narrow(pixels);
    if (header.layout.is_premultiplied)
        unpremultiply(pixels, header.spec.pixel_type, header.spec.channels);
    if (header.layout.is_lab)
        lab_to_srgb(pixels);
}

} // namespace

void read_picture(const Header& header,
                  std::span<std::byte> file,
                  std::span<std::byte> pixels,
                  std::mutex& open_mutex) {
    if (header.format == FormatId::tiff)
        keep_picture_tags(file, header.layout.directory);
    OIIO::Filesystem::IOMemReader memory{file.data(), file.size()};
    const std::unique_ptr<Input> input = opened(header, memory, open_mutex);
    const Channels channels = channels_of(header, input->spec());
    check_spec(header, input->spec(), channels);
    try {
        read_pixels(header, *input, channels, pixels);
    } catch (const TruncatedPicture& truncated) {
        normalise(header, pixels.first(truncated.whole_rows() * header.spec.row_bytes()));
        throw;
    }
    normalise(header, pixels);
    if (!header.truncation.empty()) // and yet there were pixels for all of it
        throw TruncatedPicture{header.truncation, header.spec.height};
}

} // namespace penstock::codec

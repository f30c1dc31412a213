// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/codec_bounds.hpp"
#include "codec/exr_channels.hpp"
#include "codec/exr_levels.hpp"
#include "codec/exr_parts.hpp"
#include "codec/header.hpp"
#include "codec/levels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace penstock::codec {
namespace {

void check_box(const ExrBox& box) {
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max() / 2;
    if (box.width() <= 0 || box.height() <= 0 || box.width() > most || box.height() > most)
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the OpenEXR file says that its picture is {}x{} pixels",
                                    box.width(),
                                    box.height())};
}

void check(const ExrPart& part, std::uint32_t flags) {
    if (part.is_deep || (flags & 0x800U) != 0)
        throw ItemError{
            ErrorClass::unsupported,
            "the OpenEXR file is deep: several samples for a pixel; flat ones are read"};
    if (!part.has_data || part.channels_length == 0)
        throw ItemError{ErrorClass::corrupt,
                        "the OpenEXR file does not say what size or channels its picture has"};
    check_box(part.data);
    if (part.compression > 9)
        throw ItemError{
            ErrorClass::unsupported,
            fmt::format("the OpenEXR file has the unknown compression {}", part.compression)};
    if (part.is_tiled() && (part.tile_width == 0 || part.tile_height == 0 ||
                            part.tile_width > 65536 || part.tile_height > 65536))
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the OpenEXR file has tiles of {}x{} pixels",
                                    part.tile_width,
                                    part.tile_height)};
    if ((flags & 0x1200U) == 0x200U && !part.is_tiled())
        throw ItemError{ErrorClass::corrupt,
                        "the OpenEXR file does not say how large its tiles are"};
}

// The table of where the blocks lie has 8 bytes for each.
void check_table(const ByteReader& file, const ExrPart& part) {
    const auto width = static_cast<std::uint64_t>(part.data.width());
    const auto height = static_cast<std::uint64_t>(part.data.height());
    const std::uint64_t blocks =
        part.tile_width != 0 ? ceil_div(width, part.tile_width) * ceil_div(height, part.tile_height)
                             : ceil_div(height, 256);
    if (blocks > file.size() / 8)
        throw ItemError{ErrorClass::truncated,
                        fmt::format("the OpenEXR file has {} bytes, too few for a picture of {}x{}",
                                    file.size(),
                                    part.data.width(),
                                    part.data.height())};
}

Compression compression_of(std::uint32_t code) {
    using enum Compression;
    static constexpr std::array known = {none, rle, zips, zip, piz, pxr24, b44, b44a, dwaa, dwab};
    return known[code];
}

std::uint64_t decoder_bytes(const ExrPart& part, const ExrChannels& channels) {
    const Compression compression = compression_of(part.compression);
    const std::uint64_t lines = exr_lines_per_block(compression);
    const auto width = static_cast<std::uint64_t>(part.data.width());
    const std::uint64_t pixels =
        part.is_tiled() ? part.tile_width * part.tile_height : width * lines;
    const bool is_dwa = compression == Compression::dwaa || compression == Compression::dwab;
    std::uint64_t bytes = 4ULL * 1024 * 1024 + pixels * channels.pixel_bytes * (is_dwa ? 20 : 8) +
                          static_cast<std::uint64_t>(part.data.height()) * 64;
    if (!channels.names.empty()) // they are read with those between them, and picked out
        bytes += pixels * channels.count * sizeof(float) * 3;
    return bytes;
}

// The display window can lie anywhere beside the data window, and over it.
void place(const ExrPart& part, Header& header) {
    if (!part.has_display)
        throw ItemError{ErrorClass::corrupt, "the OpenEXR file has no display window"};
    check_box(part.display);
    header.placement = Placement{.stored = header.spec,
                                 .x = part.data.min_x - part.display.min_x,
                                 .y = part.data.min_y - part.display.min_y};
    header.spec.width = static_cast<std::uint32_t>(part.display.width());
    header.spec.height = static_cast<std::uint32_t>(part.display.height());
}

} // namespace

Header read_exr_header(const ByteReader& file) {
    return read_exr_header(file, {});
}

Header read_exr_header(const ByteReader& file, const ExrChoice& choice) {
    std::array<std::byte, 4> version{};
    file.read_all_at(4, version, "the header of the OpenEXR file");
    if (version[0] != std::byte{2})
        throw ItemError{ErrorClass::unsupported,
                        fmt::format("the OpenEXR file is of version {}; version 2 is read",
                                    std::to_integer<int>(version[0]))};
    const std::uint32_t flags = u32_at(version, 0, std::endian::little) >> 8U << 8U;
    const ExrParts parts = find_exr_part(file, choice.part);
    const ExrPart& part = parts.part;
    check(part, flags);
    const ExrChannels channels =
        read_exr_channels(file, part.channels_offset, part.channels_length, choice.channels);
    check_table(file, part);
    Header header;
    header.spec = {.width = static_cast<std::uint32_t>(part.data.width()),
                   .height = static_cast<std::uint32_t>(part.data.height()),
                   .channels = channels.delivered,
                   .pixel_type = channels.pixel_type,
                   .colour_space = ColourSpace::linear};
    header.frames = choice.part.empty() ? parts.count : 1;
    header.channel_names = channels.names;
    header.layout.part = part.number;
    header.layout.tile_width = static_cast<std::uint32_t>(part.tile_width);
    header.layout.tile_height = static_cast<std::uint32_t>(part.tile_height);
    header.layout.rows_per_block = exr_lines_per_block(compression_of(part.compression));
    header.layout.is_premultiplied = channels.has_alpha;
    header.codec_bytes = decoder_bytes(part, channels);
    header.metadata_bytes = part.metadata_bytes;
    if (choice.fills_display_window)
        place(part, header);
    return header;
}

// Files that have levels have one part. OpenEXR keeps what it does for all levels, whichever is
// read.
void find_levels_of_exr(const ByteReader& file, Header& header) {
    if (header.placement)
        return;
    const std::uint32_t count = count_exr_levels(file, find_exr_part(file, {}));
    for (std::uint32_t number = 1; number <= count; ++number) {
        header.levels.push_back({.width = header.spec.width >> number,
                                 .height = header.spec.height >> number,
                                 .codec_bytes = header.codec_bytes,
                                 .layout = header.layout});
        header.levels.back().layout.level = number;
    }
}

} // namespace penstock::codec

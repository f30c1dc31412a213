// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/header.hpp"
#include "codec/levels.hpp"
#include "codec/tiff_directory.hpp"
#include "codec/tiff_levels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace penstock::codec {
namespace {

enum Photometric : std::uint64_t { // values of the tag
    white_is_zero = 0,
    black_is_zero = 1,
    rgb = 2,
    palette = 3,
    separated = 5,
    ycbcr = 6,
    cielab = 8,
    icclab = 9,
    itulab = 10,
    logl = 32844,
    logluv = 32845,
};

constexpr std::uint64_t jpeg_compression = 7;

[[noreturn]] void refuse(const std::string& what) {
    throw ItemError{ErrorClass::unsupported, what};
}

std::uint64_t photometric_of(const TiffDirectory& directory) {
    return directory.photometric.value_or(directory.samples == 1 ? black_is_zero : rgb);
}

void check_compression(const TiffDirectory& directory) {
    // None, CCITT, LZW, JPEG, deflate, PackBits, SGILog, zstd, WebP. Left out on purpose: old-style
    // JPEG, which no two writers did alike, and LZMA, whose files say how much memory to take.
    static constexpr auto known = std::to_array<std::uint64_t>(
        {1, 2, 3, 4, 5, 7, 8, 32771, 32773, 32946, 34676, 34677, 50000, 50001});
    if (!std::ranges::binary_search(known, directory.compression))
        refuse(fmt::format("the TIFF has compression {}, which is not read; expected none, LZW, "
                           "deflate, PackBits, JPEG, CCITT, zstd or WebP",
                           directory.compression));
}

PixelType integer_type(const TiffDirectory& directory) {
    switch (directory.bits) {
    case 1:
    case 2:
    case 4:
    case 8:
        return PixelType::u8;
    case 10:
    case 12:
    case 14:
    case 16:
        return PixelType::u16;
    case 32:
        return PixelType::f32; // 0 to 1
    default:
        refuse(fmt::format("the TIFF has samples of {} bits; 1, 2, 4, 8, 10, 12, 14, 16 and 32 are "
                           "read (and floating point of 16 and 32)",
                           directory.bits == 0 ? std::string{"different numbers of"}
                                               : std::to_string(directory.bits)));
    }
}

PixelType sample_type(const TiffDirectory& directory) {
    switch (directory.sample_format) {
    case 3:
        if (directory.bits == 16)
            return PixelType::f16;
        if (directory.bits == 32)
            return PixelType::f32;
        refuse(fmt::format("the TIFF has floating point samples of {} bits; 16 and 32 are read",
                           directory.bits));
    case 1:
        return integer_type(directory);
    case 4: // "untyped"
        if (directory.bits == 8)
            return PixelType::u8;
        [[fallthrough]];
    default:
        refuse("the TIFF has samples that are signed, complex or of different types; unsigned and "
               "floating point ones are read");
    }
}

// Colours that libtiff converts to 8-bit RGB by itself.
bool is_converted_by_libtiff(const TiffDirectory& directory, std::uint32_t channels) {
    switch (photometric_of(directory)) {
    case ycbcr:
    case icclab:
    case itulab:
    case logl:
    case logluv:
        return true;
    default:
        return directory.compression == jpeg_compression && channels != 3;
    }
}

void check_palette(const TiffDirectory& directory) {
    const bool is_indexed = directory.samples == 1 && directory.sample_format == 1 &&
                            (directory.bits == 1 || directory.bits == 2 || directory.bits == 4 ||
                             directory.bits == 8 || directory.bits == 16);
    if (!is_indexed)
        refuse("the TIFF has a palette and samples that cannot index it");
    if (directory.colour_map_entries < 3ULL << directory.bits)
        throw ItemError{ErrorClass::corrupt, "the TIFF has no palette, or one that is too short"};
}

void check_inks(const TiffDirectory& directory) {
    const bool is_plain = directory.ink_set == 1 && directory.samples == 4 &&
                          (directory.bits == 8 || directory.bits == 16) &&
                          directory.sample_format == 1;
    if (!is_plain || directory.tile_width)
        refuse("the TIFF has inks; cyan, magenta, yellow and black of 8 or 16 bits in strips are "
               "read");
}

// What libtiff cannot convert although it has a name for it.
void check_lab(const TiffDirectory& directory) {
    const std::uint64_t photometric = photometric_of(directory);
    if (photometric == icclab || photometric == itulab)
        refuse("the TIFF has colours in ICCLab or ITULab; CIE Lab of 8 bits is read");
    const bool is_plain =
        directory.samples == 3 && directory.bits == 8 && directory.sample_format == 1;
    if (photometric == cielab && !is_plain)
        refuse(
            fmt::format("the TIFF has CIE Lab colours in {} channels of {} bits; 3 channels of 8 "
                        "bits are read",
                        directory.samples,
                        directory.bits));
    if (photometric == ycbcr && directory.bits != 8)
        refuse(fmt::format("the TIFF has YCbCr colours of {} bits; 8 are read", directory.bits));
}

// What OpenImageIO makes of the colours, and where it must not be asked.
ImageSpec spec_of(const TiffDirectory& directory) {
    const std::uint64_t photometric = photometric_of(directory);
    ImageSpec spec;
    spec.width = static_cast<std::uint32_t>(directory.width);
    spec.height = static_cast<std::uint32_t>(directory.height);
    spec.channels = static_cast<std::uint32_t>(directory.samples);
    if (photometric == palette)
        check_palette(directory);
    if (photometric == separated)
        check_inks(directory);
    check_lab(directory);
    if (photometric == palette || photometric == separated)
        spec.channels = 3;
    if (is_converted_by_libtiff(directory, spec.channels)) {
        if (spec.channels > 4)
            refuse(fmt::format("the TIFF has {} channels in a colour model for 3", spec.channels));
        spec.pixel_type = PixelType::u8;
    } else {
        spec.pixel_type = photometric == palette ? PixelType::u8 : sample_type(directory);
        if (photometric > separated && photometric != cielab && photometric != 32803)
            refuse(fmt::format("the TIFF has colour model {}, which is not read", photometric));
    }
    if (photometric == white_is_zero && (spec.channels != 1 || directory.sample_format == 3))
        refuse("the TIFF counts from white to black, and has more than one channel or floating "
               "point samples");
    spec.colour_space = is_integer(spec.pixel_type) ? ColourSpace::srgb : ColourSpace::unspecified;
    return spec;
}

void check_numbers(const TiffDirectory& directory) {
    constexpr std::uint64_t most = std::numeric_limits<std::int32_t>::max();
    if (directory.width == 0 || directory.height == 0 || directory.samples == 0)
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the TIFF says that its picture is {}x{} pixels of {} channels",
                                    directory.width,
                                    directory.height,
                                    directory.samples)};
    if (directory.width > most || directory.height > most || directory.samples > 65535)
        throw ItemError{ErrorClass::limit,
                        fmt::format("the TIFF has {}x{} pixels of {} channels",
                                    directory.width,
                                    directory.height,
                                    directory.samples)};
    if (directory.depth > 1)
        refuse("the TIFF is a volume; flat pictures are read");
    if (directory.planar != 1 && directory.planar != 2)
        throw ItemError{ErrorClass::corrupt, "the TIFF has an unknown planar configuration"};
    if (directory.rows_per_strip == 0U)
        throw ItemError{ErrorClass::corrupt, "the TIFF has strips of 0 rows"};
}

void check_tiles(const TiffDirectory& directory) {
    const std::uint64_t width = directory.tile_width.value_or(0);
    const std::uint64_t height = directory.tile_height.value_or(0);
    if (width == 0 || height == 0 || width % 16 != 0 || height % 16 != 0)
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the TIFF has tiles of {}x{} pixels", width, height)};
    constexpr std::uint64_t most_bytes = std::uint64_t{1} << 30;
    if (width > 65536 || height > 65536 || width * height * directory.samples * 4 > most_bytes)
        throw ItemError{ErrorClass::limit,
                        fmt::format("the TIFF has tiles of {}x{} pixels of {} channels",
                                    width,
                                    height,
                                    directory.samples)};
}

void note_layout(const TiffDirectory& directory, Header& header) {
    Layout& layout = header.layout;
    const std::uint64_t rows = std::min<std::uint64_t>(
        directory.rows_per_strip.value_or(header.spec.height), header.spec.height);
    if (directory.tile_width || directory.tile_height) {
        check_tiles(directory);
        layout.tile_width = static_cast<std::uint32_t>(*directory.tile_width);
        layout.tile_height = static_cast<std::uint32_t>(*directory.tile_height);
    }
    layout.rows_per_block = static_cast<std::uint32_t>(rows);
    const bool is_converted = is_converted_by_libtiff(directory, header.spec.channels);
    const std::uint64_t extra = directory.extra_sample.value_or(0);
    // libtiff multiplies by alpha where it converts.
    layout.is_premultiplied =
        header.spec.has_alpha() && (extra == 1 || (is_converted && extra == 2));
    layout.is_inverted = photometric_of(directory) == white_is_zero && !is_converted &&
                         header.spec.pixel_type != PixelType::u8;
    layout.is_lab = photometric_of(directory) == cielab;
    layout.is_wide = directory.bits == 32 && directory.sample_format == 1 && !is_converted;
    layout.reads_blocks = directory.planar == 2 && header.spec.channels > 1 && !is_converted &&
                          directory.compression != 1 && rows > 1;
}

std::uint64_t decoder_bytes(const TiffDirectory& directory, const Header& header) {
    const Layout& layout = header.layout;
    const std::uint64_t sample_bytes =
        std::max<std::uint64_t>(ceil_div(directory.bits, 8), bytes_of(header.spec.pixel_type));
    const std::uint64_t pixel_bytes = directory.samples * sample_bytes;
    std::uint64_t block = layout.tile_width != 0
                              ? std::uint64_t{layout.tile_width} * layout.tile_height
                              : std::uint64_t{layout.rows_per_block} * header.spec.width;
    block *= pixel_bytes;
    // The packed block, the unpacked one, and OpenImageIO's copies of it.
    std::uint64_t bytes = 4 * 1024 * 1024 + block * (layout.reads_blocks ? 6 : 4) +
                          header.spec.width * pixel_bytes * 4 + directory.offsets.count * 32;
    if (is_converted_by_libtiff(directory, header.spec.channels))
        bytes += header.spec.pixels() * 4 + block * 2;
    if (directory.compression == 50000)
        bytes += 32ULL * 1024 * 1024; // zstd's window
    return bytes;
}

Header header_of(const TiffDirectory& directory, std::uint64_t offset) {
    check_numbers(directory);
    check_compression(directory);
    Header header;
    header.orientation = directory.orientation >= 1 && directory.orientation <= 8
                             ? static_cast<std::uint8_t>(directory.orientation)
                             : 1;
    header.metadata_bytes = directory.metadata_bytes;
    header.truncation = directory.truncation;
    header.spec = spec_of(directory);
    note_layout(directory, header);
    header.layout.directory = offset;
    header.codec_bytes = decoder_bytes(directory, header);
    return header;
}

} // namespace

Header read_tiff_header(const ByteReader& file) {
    return read_tiff_header(file, 0);
}

Header read_tiff_header(const ByteReader& file, std::uint64_t offset) {
    return header_of(read_tiff_directory(file, offset), offset);
}

void find_levels_of_tiff(const ByteReader& file, Header& header) {
    const TiffDirectory whole = read_tiff_directory(file, header.layout.directory);
    try {
        for (const TiffDirectory& directory : find_tiff_levels(file, whole)) {
            const Header level = header_of(directory, directory.offset);
            header.levels.push_back({.width = level.spec.width,
                                     .height = level.spec.height,
                                     .codec_bytes = level.codec_bytes,
                                     .layout = level.layout});
        }
    } catch (const ItemError&) {
        // From there on they are not read; the picture itself is.
    }
}

} // namespace penstock::codec

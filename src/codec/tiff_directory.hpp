// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/byte_reader.hpp"

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace penstock::codec {

/// An array of numbers in a TIFF, where it lies.
struct TiffArray {
    std::uint64_t offset = 0; ///< of the first number, in the file
    std::uint64_t count = 0;
    std::uint32_t number_bytes = 0; ///< 1, 2, 4 or 8
};

/// The tags of a TIFF's directory that say what its picture is.
struct TiffDirectory {
    std::endian order = std::endian::little;
    bool is_big = false;           ///< BigTIFF: offsets have 8 bytes
    std::uint64_t offset = 0;      ///< of the directory
    std::uint64_t entries = 0;     ///< in it
    std::uint64_t first_entry = 0; ///< offset
    std::uint64_t next = 0;        ///< offset of the next directory; 0: this is the last one
    bool is_aside = false;         ///< a thumbnail, or a mask, of another picture
    bool is_smaller = false;       ///< another picture at a lower resolution, and nothing else
    bool is_plain_texture = false; ///< one whose smaller pictures follow it, as OpenImageIO does
    bool has_geography = false;    ///< tags of GeoTIFF or GDAL
    std::uint32_t entry_bytes = 12;

    std::uint64_t width = 0;
    std::uint64_t height = 0;
    std::uint64_t depth = 1;
    std::uint64_t bits = 1; ///< of a sample; 0: not the same for all
    std::uint64_t compression = 1;
    std::optional<std::uint64_t> photometric;
    std::uint64_t orientation = 1;
    std::uint64_t samples = 1; ///< of a pixel
    std::uint64_t sample_format = 1;
    std::uint64_t planar = 1;
    std::uint64_t ink_set = 1;
    std::optional<std::uint64_t> rows_per_strip;
    std::optional<std::uint64_t> tile_width;
    std::optional<std::uint64_t> tile_height;
    std::optional<std::uint64_t> extra_sample; ///< what the first channel beyond the colours is
    std::uint64_t colour_map_entries = 0;
    std::uint64_t metadata_bytes = 0; ///< of texts, profiles, XMP, IPTC
    TiffArray subdirectories;         ///< of pictures that belong to this one
    TiffArray offsets;                ///< of strips or tiles
    TiffArray sizes;
    std::string truncation; ///< a sentence where strips or tiles lie behind the end of the file
};

/// One number of an array. Throws `ItemError`: truncated.
[[nodiscard]] std::uint64_t number_at(const ByteReader& file,
                                      const TiffDirectory& directory,
                                      const TiffArray& array,
                                      std::uint64_t index);

/// Reads the directory at that offset; 0: the first one. Throws `ItemError`: truncated, corrupt,
/// limit. `truncation` stays empty.
[[nodiscard]] TiffDirectory read_tiff_tags(const ByteReader& file, std::uint64_t offset);
/// Looks at many places in the file.
void find_truncation(const ByteReader& file, TiffDirectory& directory);
/// Both.
[[nodiscard]] TiffDirectory read_tiff_directory(const ByteReader& file, std::uint64_t offset = 0);

/// The offsets of the directories of pictures, the first one first; of the others, those that are
/// thumbnails or masks are left out. Stops after `most` + 1 of them. Throws `ItemError`: truncated,
/// corrupt where they lead in a circle.
[[nodiscard]] std::vector<std::uint64_t> find_tiff_pages(const ByteReader& file, std::size_t most);

/// The tags that decoding needs, in ascending order. The others are metadata.
[[nodiscard]] bool is_picture_tag(std::uint32_t tag);

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/metadata.hpp"

#include "codec/byte_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::codec {

/// In the order in which they lie in a `Metadata`. What matters more comes first: it is kept where
/// there is no room for all.
enum class MetadataKind : std::uint8_t { icc, exif, xmp, text };
inline constexpr std::size_t metadata_kinds = 4;

/// "ICC profile", "EXIF", "XMP", "texts".
[[nodiscard]] std::string_view label_of(MetadataKind kind);

/// How a piece lies in the file.
enum class Packing : std::uint8_t {
    none,
    latin1,  ///< text, that becomes UTF-8
    deflate, ///< zlib's format
    deflated_latin1,
    tiff_tags, ///< tags of a TIFF, that become a block of EXIF; offset and length say nothing
};

/// Bytes of a file that belong to a kind of metadata.
struct MetadataPiece {
    MetadataKind kind = MetadataKind::icc;
    Packing packing = Packing::none;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::string key = {}; ///< of a text, UTF-8
};

/// Where the metadata of a file are.
struct FoundMetadata {
    std::vector<MetadataPiece> pieces; ///< those of a kind in their order
    Resolution resolution;
    std::string lost; ///< what is there and cannot be kept: "extended XMP"
};

/// One for each format that has metadata. What is broken is left out: metadata fail no picture.
void find_jpeg_metadata(const ByteReader& file, FoundMetadata& found);
void find_png_metadata(const ByteReader& file, FoundMetadata& found);
void find_webp_metadata(const ByteReader& file, FoundMetadata& found);
void find_tiff_metadata(const ByteReader& file, FoundMetadata& found);
void find_exr_metadata(const ByteReader& file, FoundMetadata& found);

/// How a text lies that does not say so: as UTF-8 where it is that, else as Latin-1.
[[nodiscard]] Packing
text_packing(const ByteReader& file, std::uint64_t offset, std::uint64_t length);

/// Adds to a list in words: "XMP, texts".
void add_words(std::string& list, std::string_view words);

/// Of EXIF and the like the first one counts; texts are added up to `most_texts`, since a file can
/// be made of nothing else.
void add_piece(FoundMetadata& found, MetadataPiece piece);

/// Texts of which more are left out; keys that are longer likewise.
inline constexpr std::size_t most_texts = 256;
inline constexpr std::size_t most_key_bytes = 79;

} // namespace penstock::codec

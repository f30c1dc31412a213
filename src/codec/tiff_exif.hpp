// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/tiff_fields.hpp"

#include <cstddef>
#include <vector>

namespace penstock::codec {

/// What EXIF says, as tags: a TIFF has them among those of its picture, other formats as a block.
///
/// Left out are the notes that cameras make in their own way, which hold places in their file and
/// are worthless elsewhere, thumbnails, and what does not fit into 60 KB, so that a JPEG can hold
/// it.
struct ExifTags {
    std::vector<TiffField> main;    ///< of the picture: who made it, with what, how it is turned
    std::vector<TiffField> capture; ///< EXIF's own directory: how it was taken
    std::vector<TiffField> place;   ///< GPS

    [[nodiscard]] bool is_empty() const { return main.empty() && capture.empty() && place.empty(); }
};

inline constexpr std::uint32_t exif_pointer_tag = 0x8769;
inline constexpr std::uint32_t gps_pointer_tag = 0x8825;

/// Of a TIFF, or of a block of EXIF; numbers lie in the order of its bytes.
[[nodiscard]] ExifTags read_exif_tags(const ByteReader& file, const TiffForm& form);

/// A block of EXIF with what a TIFF says; empty where it says no more than its picture needs.
[[nodiscard]] std::vector<std::byte> exif_of_tiff(const ByteReader& file);

} // namespace penstock::codec

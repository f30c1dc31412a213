// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"
#include "penstock/metadata.hpp"

#include "codec/encode_options.hpp"
#include "codec/pictures.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock::test {

/// A sound ICC profile of `size` bytes with one tag, for "RGB ", "GRAY" or "CMYK".
[[nodiscard]] Bytes icc_profile(std::string_view colours = "RGB ", std::size_t size = 600);

/// What the block of EXIF below says.
struct ExifSample {
    std::endian order = std::endian::little;
    std::uint16_t orientation = 1;
    std::uint32_t width = 4000; ///< as the camera noted it
    bool has_thumbnail = false; ///< of bytes 0xAB, at the end
};
/// Maker "Penstock", orientation; when it was taken, its size, notes of the maker; a latitude.
[[nodiscard]] Bytes exif_block(const ExifSample& sample = {});

/// XMP that says how the picture is turned.
[[nodiscard]] std::string xmp_packet(int orientation = 1);

/// Metadata with these parts.
struct MetadataSample {
    Bytes icc = {};
    Bytes exif = {};
    std::string xmp = {};
    std::vector<std::pair<std::string, std::string>> texts = {};
    Resolution resolution = {};
};
[[nodiscard]] std::shared_ptr<const Metadata> made(const MetadataSample& sample);
/// All of it.
[[nodiscard]] MetadataSample everything();

/// A picture with these metadata, of the kind that the format has.
[[nodiscard]] Image picture_with(const MetadataSample& sample, codec::FormatId format);

/// What a file says; null: nothing. `is_upright`: after it has been turned.
[[nodiscard]] std::shared_ptr<const Metadata> metadata_in(std::span<const std::byte> file,
                                                          bool is_upright = false,
                                                          std::uint64_t max_bytes = 1 << 22);

[[nodiscard]] std::string text_of(std::span<const std::byte> bytes);
[[nodiscard]] Bytes bytes_of(std::span<const std::byte> bytes);

} // namespace penstock::test

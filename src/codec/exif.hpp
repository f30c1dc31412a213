// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/byte_reader.hpp"

#include <cstdint>

namespace penstock::codec {

/// The orientation in EXIF data (a small TIFF) of `length` bytes at `offset`; 1 where there is none
/// or it makes no sense, since a picture with broken EXIF data is still a good picture.
[[nodiscard]] std::uint8_t
exif_orientation(const ByteReader& file, std::uint64_t offset, std::uint64_t length);

} // namespace penstock::codec

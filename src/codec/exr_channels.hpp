// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pixel_type.hpp"

#include "codec/byte_reader.hpp"

#include <cstdint>

namespace penstock::codec {

/// The channels of an OpenEXR part, and those of them that are delivered: R, G, B and A, or Y and
/// A, or the only one. Others (depth, identifiers, normals) are left out.
struct ExrChannels {
    std::uint32_t count = 0;       ///< in the file
    std::uint32_t delivered = 0;   ///< 1 to 4
    std::uint64_t pixel_bytes = 0; ///< of one pixel with all channels
    PixelType pixel_type = PixelType::f16;
};

/// Reads the attribute `channels`. Throws `ItemError`.
[[nodiscard]] ExrChannels
read_exr_channels(const ByteReader& file, std::uint64_t offset, std::uint64_t length);

} // namespace penstock::codec

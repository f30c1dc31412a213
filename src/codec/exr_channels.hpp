// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pixel_type.hpp"

#include "codec/byte_reader.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace penstock::codec {

/// The channels of an OpenEXR part, and those of them that are delivered: those that are asked for,
/// or else R, G, B and A, or Y and A, or the only one. Others (depth, identifiers, normals) are
/// left out.
struct ExrChannels {
    std::uint32_t count = 0; ///< in the file
    std::uint32_t delivered = 0;
    std::vector<std::string> names; ///< in the order in which they are delivered; empty where all
                                    ///< are of one type, and nothing was asked for
    bool has_alpha = false;         ///< the last one of two or four
    std::uint64_t pixel_bytes = 0;  ///< of one pixel with all channels
    PixelType pixel_type = PixelType::f16;
};

/// Reads the attribute `channels`. `wanted` are names of channels, or of layers: "diffuse" stands
/// for diffuse.R, diffuse.G and so on. Throws `ItemError`.
[[nodiscard]] ExrChannels read_exr_channels(const ByteReader& file,
                                            std::uint64_t offset,
                                            std::uint64_t length,
                                            std::span<const std::string> wanted = {});

} // namespace penstock::codec

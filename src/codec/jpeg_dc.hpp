// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/jpeg_dc_header.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

/// What `decode_jpeg_dc` works in.
[[nodiscard]] std::uint64_t jpeg_dc_scratch_bytes(std::uint32_t width, std::uint32_t components);

/// Decodes a JPEG at an eighth of its size from the mean values of its blocks: `pixels` has
/// ceil(width / 8) x ceil(height / 8) of them, gray or RGB. They equal those of libjpeg (scale 1/8,
/// accurate DCT), which needs more than twice the time to get past what is not asked for.
///
/// Gives false, with anything in `pixels`, where the file is not a whole JPEG as an encoder writes
/// it: whatever libjpeg warns of, refuses or mends, it has to see for itself.
/// `scratch` has jpeg_dc_scratch_bytes(), and nothing else is allocated.
[[nodiscard]] bool decode_jpeg_dc(const JpegDcHeader& header,
                                  std::span<std::byte> pixels,
                                  std::span<std::byte> scratch);

} // namespace penstock::codec

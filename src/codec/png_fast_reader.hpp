// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/header.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

/// What the fast way needs beside the pixels for a PNG of `bits` and samples (of which a palette
/// has one) a pixel; 0 where it cannot be gone. Of damaged, interlaced and very large pictures, and
/// of samples of fewer than 8 bits, libpng makes what there is to make.
[[nodiscard]] std::uint64_t
png_fast_scratch_bytes(const Header& header, std::uint32_t bits, std::uint32_t samples);

/// Decodes a PNG by libdeflate and filters of our own, all rows at once. Where anything is not as
/// it is in nearly all files the answer is false: libpng has the last word on those.
[[nodiscard]] bool read_png_fast(const Header& header,
                                 std::span<const std::byte> file,
                                 std::span<std::byte> pixels,
                                 std::span<std::byte> scratch);

} // namespace penstock::codec

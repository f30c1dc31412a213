// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/header.hpp"

#include <cstddef>
#include <span>

namespace penstock::codec {

/// The header of the JPEG as it is decoded at the smallest scale of at least `least_scale`: an
/// eighth, a quarter, a half or all of its width and height. libjpeg-turbo can do others, which
/// take longer than all of it: it has vector instructions for these.
[[nodiscard]] Header scaled_jpeg(const Header& header, double least_scale);

/// Whether it is worth a look if the JPEG can be decoded from the mean values of its blocks.
[[nodiscard]] bool may_take_block_means(const Header& header);

/// Decodes a JPEG at the scale `header.layout.eighths`, like `decode_jpeg`.
void decode_scaled_jpeg(const Header& header,
                        std::span<const std::byte> file,
                        std::span<std::byte> pixels,
                        std::span<std::byte> scratch);

} // namespace penstock::codec

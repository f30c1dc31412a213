// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "codec/encode_options.hpp"
#include "codec/header.hpp"

#include <cstddef>
#include <span>

namespace penstock::codec {

/// Decodes a whole PNG, of an animation the first picture, into `pixels`: palettes become RGB, few
/// bits become eight, a transparent colour becomes alpha. `scratch` has header.scratch_bytes, or
/// none: then libpng decodes it, slower, with the same result. Throws `ItemError`;
/// `TruncatedPicture` where the file ends early.
///
/// Every checksum of what makes up the picture must be right. Metadata are not looked at: what is
/// wrong with them is no fault of the picture.
void decode_png(const Header& header,
                std::span<const std::byte> file,
                std::span<std::byte> pixels,
                std::span<std::byte> scratch);

/// Writes a PNG into `target`, which has max_png_bytes(); `scratch` has
/// png_encoder_scratch_bytes(). Gives its size.
[[nodiscard]] std::size_t encode_png(const Image& image,
                                     const EncodeOptions& options,
                                     std::span<std::byte> target,
                                     std::span<std::byte> scratch);
/// Of the rows before they are packed: all of them, or with effort fast some.
[[nodiscard]] std::uint64_t png_encoder_scratch_bytes(const ImageSpec& spec,
                                                      const EncodeOptions& options);

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "codec/encode_options.hpp"
#include "codec/header.hpp"

#include <cstddef>
#include <span>

namespace penstock::codec {

/// Decodes a whole PNG, of an animation the first picture, into `pixels`: palettes become RGB, few
/// bits become eight, a transparent colour becomes alpha. Throws `ItemError`; `TruncatedPicture`
/// where the file ends early.
///
/// Every checksum of what makes up the picture must be right. Metadata are not looked at: what is
/// wrong with them is no fault of the picture.
void decode_png(const Header& header, std::span<const std::byte> file, std::span<std::byte> pixels);

/// Writes a PNG into `target`, which has max_png_bytes(). Gives its size.
[[nodiscard]] std::size_t
encode_png(const Image& image, const EncodeOptions& options, std::span<std::byte> target);

} // namespace penstock::codec

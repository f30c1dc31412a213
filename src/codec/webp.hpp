// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "codec/encode_options.hpp"
#include "codec/header.hpp"

#include <cstddef>
#include <span>

namespace penstock::codec {

/// Decodes a whole WebP, of an animation the first frame, into `pixels`. Throws `ItemError`;
/// `TruncatedPicture` where the file ends early.
void decode_webp(const Header& header,
                 std::span<const std::byte> file,
                 std::span<std::byte> pixels);

/// Writes a WebP into `target`. Gives its size.
[[nodiscard]] std::size_t
encode_webp(const Image& image, const EncodeOptions& options, std::span<std::byte> target);

} // namespace penstock::codec

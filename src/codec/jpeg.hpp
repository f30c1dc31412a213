// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "codec/encode_options.hpp"
#include "codec/header.hpp"

#include <cstddef>
#include <span>

namespace penstock::codec {

/// Decodes a whole JPEG into `pixels`; `scratch` has header.scratch_bytes. Throws `ItemError`.
///
/// What libjpeg only warns of fails: a picture that ends early would be half gray, and one with
/// broken data wrong. One warning passes: padding before the end marker, which cameras write, and
/// which comes after all of the picture.
void decode_jpeg(const Header& header,
                 std::span<const std::byte> file,
                 std::span<std::byte> pixels,
                 std::span<std::byte> scratch);

/// Writes a JPEG into `target`, which has max_jpeg_bytes(). Gives its size.
[[nodiscard]] std::size_t
encode_jpeg(const Image& image, const EncodeOptions& options, std::span<std::byte> target);

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "codec/encode_options.hpp"
#include "codec/header.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

/// Decodes a JPEG into `pixels`, at the scale header.layout.eighths; `scratch` has
/// header.scratch_bytes. Throws `ItemError`; `TruncatedPicture` where the file ends early.
///
/// What libjpeg only warns of fails where it costs pixels: a picture that ends early would be half
/// gray, and one with broken data wrong. What comes before the first scan or after the last one
/// passes: stray bytes between markers, and the padding that cameras write.
void decode_jpeg(const Header& header,
                 std::span<const std::byte> file,
                 std::span<std::byte> pixels,
                 std::span<std::byte> scratch);

/// The same by libjpeg-turbo.
void decode_jpeg_rows(const Header& header,
                      std::span<const std::byte> file,
                      std::span<std::byte> pixels,
                      std::span<std::byte> scratch);

/// What decoding takes from its caller beside the pixels.
[[nodiscard]] std::uint64_t jpeg_scratch_bytes(const Header& header);

/// Writes a JPEG into `target`, which has max_jpeg_bytes(). Gives its size.
[[nodiscard]] std::size_t
encode_jpeg(const Image& image, const EncodeOptions& options, std::span<std::byte> target);

} // namespace penstock::codec

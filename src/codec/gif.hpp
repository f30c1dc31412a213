// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "codec/encode_options.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

struct Header;

/// Decodes the first picture by giflib into `pixels`: RGB, or RGBA where something is transparent.
/// `scratch` has a row of indices. Throws `ItemError`; where the file ends early, after the rows
/// that are there.
void decode_gif(const Header& header,
                std::span<const std::byte> file,
                std::span<std::byte> pixels,
                std::span<std::byte> scratch);

/// Writes one picture with a palette of its own by giflib. Pixels of RGBA are transparent where
/// alpha is below one half; that takes one of the colours. Gives the size.
[[nodiscard]] std::size_t
encode_gif(const Image& image, const EncodeOptions& options, std::span<std::byte> target);

} // namespace penstock::codec

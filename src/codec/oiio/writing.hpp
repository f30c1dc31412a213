// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image_spec.hpp"

#include "codec/encode_options.hpp"

#include <cstddef>
#include <span>

namespace penstock::codec {

/// Writes a tiff or exr into `target` and gives its size. Throws `ItemError`.
[[nodiscard]] std::size_t write_picture(const ImageSpec& spec,
                                        std::span<const std::byte> pixels,
                                        const EncodeOptions& options,
                                        std::span<std::byte> target);

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image_spec.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

/// The spec of a picture of that EXIF orientation (1 to 8) once it stands upright.
[[nodiscard]] ImageSpec upright_spec(const ImageSpec& stored, std::uint8_t orientation);

/// Copies the pixels so that they stand upright, exactly. `stored` describes `source`; `target` has
/// as many bytes. They do not overlap.
void turn_upright(const ImageSpec& stored,
                  std::uint8_t orientation,
                  std::span<const std::byte> source,
                  std::span<std::byte> target);

} // namespace penstock::codec

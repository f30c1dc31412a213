// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock {

/// What is done to a picture to turn it by quarters, or to mirror it. The numbers are those of the
/// EXIF orientations that are undone by it.
enum class Turn : std::uint8_t {
    none = 1,
    mirror = 2,     ///< left and right change places
    half = 3,       ///< by 180 degrees
    flip = 4,       ///< top and bottom change places
    transpose = 5,  ///< over the diagonal from the upper left to the lower right
    right = 6,      ///< by 90 degrees, clockwise
    transverse = 7, ///< over the other diagonal
    left = 8,       ///< by 270 degrees, clockwise
};

/// The spec of the picture once that is done.
[[nodiscard]] ImageSpec turned_spec(const ImageSpec& spec, Turn turn);

/// Copies the pixels to where they belong then, exactly. `spec` describes `source`; `target` has as
/// many bytes. They do not overlap.
void copy_turned(const ImageSpec& spec,
                 Turn turn,
                 std::span<const std::byte> source,
                 std::span<std::byte> target);

/// The same in place, for those turns that leave every row a row: mirror, half and flip.
void turn_in_place(Image& image, Turn turn);

} // namespace penstock

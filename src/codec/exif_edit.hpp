// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

// EXIF is changed where it lies: what cameras note in their own way has places in it that nobody
// else can move. What is broken stays as it is.

/// Notes that the picture stands upright, where the orientation is noted.
void set_exif_upright(std::span<std::byte> exif);
/// The same in a packet of XMP.
void set_xmp_upright(std::span<std::byte> xmp);

/// Corrects the size of the picture, where it is noted.
void set_exif_size(std::span<std::byte> exif, std::uint32_t width, std::uint32_t height);

/// Takes out where the picture was taken: the directory of it, and what that points to, are
/// overwritten.
void remove_exif_place(std::span<std::byte> exif);

/// Takes the thumbnail out, and overwrites it: it can show what is no longer in the picture. Gives
/// how many bytes are left: the thumbnail mostly comes last.
[[nodiscard]] std::size_t without_exif_thumbnail(std::span<std::byte> exif);

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

/// Makes a TIFF hold the directory at that offset (0: the first one) and nothing else: others and
/// the tags of metadata, which readers parse with less care than pixels, are taken out. Strips of
/// more rows than the picture has, which OpenImageIO takes for negative numbers, get its height.
/// CIE Lab is called RGB, so that its samples are read as they are: libtiff's own conversion keeps
/// the light, D50, and makes white yellow.
void keep_picture_tags(std::span<std::byte> file, std::uint64_t offset = 0);

} // namespace penstock::codec

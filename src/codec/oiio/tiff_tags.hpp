// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace penstock::codec {

/// Makes a TIFF hold the directory of its first picture and nothing else: other directories and the
/// tags of metadata, which readers parse with less care than pixels, are taken out. Strips of more
/// rows than the picture has, which OpenImageIO takes for negative numbers, get its height.
void keep_picture_tags(std::span<std::byte> file);

} // namespace penstock::codec

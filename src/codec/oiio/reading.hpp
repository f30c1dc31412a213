// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/header.hpp"

#include <cstddef>
#include <mutex>
#include <span>

namespace penstock::codec {

/// Decodes a tiff or exr into `pixels`. Throws `ItemError`; `TruncatedPicture` where the file ends
/// early. `open_mutex` is held while OpenImageIO reads headers.
void read_picture(const Header& header,
                  std::span<std::byte> file,
                  std::span<std::byte> pixels,
                  std::mutex& open_mutex);

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/byte_reader.hpp"
#include "codec/tiff_directory.hpp"

#include <vector>

namespace penstock::codec {

/// The directories in which a TIFF has the same picture at a half of its sides, at a half of that,
/// and so on, as far as that is certain: they say that they are smaller pictures, or textures, have
/// samples of the same kind, and cover the same area. At most 16. Damaged ones end the row.
[[nodiscard]] std::vector<TiffDirectory> find_tiff_levels(const ByteReader& file,
                                                          const TiffDirectory& whole);

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/byte_reader.hpp"
#include "codec/exr_parts.hpp"

#include <cstdint>

namespace penstock::codec {

/// How often an OpenEXR file has its picture at a half of its sides, a half of that, and so on, as
/// far as they are whole pixels and the tiles that are looked at lie in the file. At most 16; 0
/// where the file has several parts.
[[nodiscard]] std::uint32_t count_exr_levels(const ByteReader& file, const ExrParts& parts);

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace penstock::codec {

/// How many scans a JPEG has, counted without decoding. Each scan of a progressive JPEG costs time
/// for the whole picture, and takes few bytes.
[[nodiscard]] std::size_t count_jpeg_scans(std::span<const std::byte> file);

} // namespace penstock::codec

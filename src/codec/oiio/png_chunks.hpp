// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace penstock::codec {

/// Moves the chunks of a PNG together that make up its picture, and gives what they occupy. The
/// others are metadata: packed texts that can expand a thousandfold, colour profiles whose reading
/// is not thread-safe in OpenImageIO before 2.4.8.1. Where the file ends before its last chunk, it
/// gives what is there, or throws `ItemError` (truncated).
[[nodiscard]] std::span<std::byte> keep_picture_chunks(std::span<std::byte> file,
                                                       bool may_end_early = false);

} // namespace penstock::codec

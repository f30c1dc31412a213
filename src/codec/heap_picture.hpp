// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/buffer.hpp"
#include "penstock/image.hpp"

#include "codec/header.hpp"

namespace penstock::codec {

/// Decodes a picture that belongs to no item, upright: its memory is from the heap, and counts
/// against no budget. `file` holds all bytes of the file, and is used up. Throws `ItemError`.
[[nodiscard]] Image decode_on_heap(Buffer file, const HeaderLimits& limits);

} // namespace penstock::codec

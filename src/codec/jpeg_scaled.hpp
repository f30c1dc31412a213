// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/header.hpp"

#include <cstddef>
#include <span>

namespace penstock::codec {

/// The header of the JPEG as it is decoded at the smallest scale of at least `least_scale`: an
/// eighth, a quarter, a half or all of its width and height. libjpeg-turbo can do others, which
/// take longer than all of it: it has vector instructions for these.
[[nodiscard]] Header scaled_jpeg(const Header& header, double least_scale);

/// Whether it is worth a look if the JPEG can be decoded from the mean values of its blocks.
[[nodiscard]] bool may_take_block_means(const Header& header);

} // namespace penstock::codec

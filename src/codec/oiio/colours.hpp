// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/guest_codecs.hpp"

#include <memory>

namespace penstock::codec {

/// Throws `ItemError` (node) where the config or one of the spaces cannot be used.
[[nodiscard]] std::shared_ptr<const GuestColours> make_colours(const GuestColourSpaces& spaces);

} // namespace penstock::codec

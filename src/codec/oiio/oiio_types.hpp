// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/encode_options.hpp"

namespace penstock::codec {

/// What OpenImageIO calls the format.
[[nodiscard]] inline const char* oiio_name(FormatId format) {
    return format == FormatId::tiff ? "tiff" : "openexr";
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pixel_type.hpp"

#include "codec/encode_options.hpp"

#include <OpenImageIO/typedesc.h>

namespace penstock::codec {

[[nodiscard]] inline OIIO::TypeDesc type_of(PixelType type) {
    switch (type) {
    case PixelType::u8:
        return OIIO::TypeDesc::UINT8;
    case PixelType::u16:
        return OIIO::TypeDesc::UINT16;
    case PixelType::f16:
        return OIIO::TypeDesc::HALF;
    case PixelType::f32:
        return OIIO::TypeDesc::FLOAT;
    }
    return OIIO::TypeDesc::UNKNOWN;
}

/// What OpenImageIO calls the format.
[[nodiscard]] inline const char* oiio_name(FormatId format) {
    return format == FormatId::tiff ? "tiff" : "openexr";
}

} // namespace penstock::codec

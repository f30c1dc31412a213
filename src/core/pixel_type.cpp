// SPDX-License-Identifier: Apache-2.0
#include "penstock/pixel_type.hpp"

namespace penstock {

std::size_t bytes_of(PixelType type) {
    switch (type) {
    case PixelType::u8:
        return 1;
    case PixelType::u16:
    case PixelType::f16:
        return 2;
    case PixelType::f32:
        return 4;
    }
    return 1;
}

std::string_view to_string(PixelType type) {
    switch (type) {
    case PixelType::u8:
        return "u8";
    case PixelType::u16:
        return "u16";
    case PixelType::f16:
        return "f16";
    case PixelType::f32:
        return "f32";
    }
    return "u8";
}

std::optional<PixelType> pixel_type_from(std::string_view name) {
    for (const PixelType type : {PixelType::u8, PixelType::u16, PixelType::f16, PixelType::f32})
        if (name == to_string(type))
            return type;
    return std::nullopt;
}

} // namespace penstock

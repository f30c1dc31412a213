// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one public header that includes OpenImageIO: for nodes that work with its ImageBufAlgo.
#include "penstock/failure.hpp"
#include "penstock/image.hpp"
#include "penstock/image_spec.hpp"

#include <OpenImageIO/imagebuf.h>
#include <OpenImageIO/imageio.h>

#include <cstddef>
#include <string>

namespace penstock {

/// OpenImageIO's name of a pixel type.
[[nodiscard]] inline OIIO::TypeDesc oiio_type(PixelType type) {
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

/// What OpenImageIO calls such an image: size, channels, type, which of them is alpha, and the
/// colour space ("sRGB", "linear", or none).
[[nodiscard]] inline OIIO::ImageSpec oiio_spec(const ImageSpec& spec) {
    OIIO::ImageSpec result{static_cast<int>(spec.width),
                           static_cast<int>(spec.height),
                           static_cast<int>(spec.channels),
                           oiio_type(spec.pixel_type)};
    result.alpha_channel = spec.has_alpha() ? static_cast<int>(spec.channels) - 1 : -1;
    if (spec.colour_space == ColourSpace::srgb)
        result.attribute("oiio:ColorSpace", "sRGB");
    if (spec.colour_space == ColourSpace::linear)
        result.attribute("oiio:ColorSpace", "Linear");
    return result;
}

/// An ImageBuf over the pixels of an image, without a copy: what is written into it is in the
/// image. The image outlives it, and is its caller's alone: an `Image` taken by value, or from
/// `NodeContext::allocate_image`. As thread-safe as the image.
///
/// Alpha is straight, as everywhere in penstock; functions of ImageBufAlgo that blend expect it
/// multiplied, so call `premult` before and `unpremult` after. Do not let a function of
/// ImageBufAlgo allocate its result (`dst` without pixels): that memory counts against no budget.
/// Give it an image_buf of an image that the context made, whose size it then keeps.
[[nodiscard]] inline OIIO::ImageBuf image_buf(Image& image) {
    return OIIO::ImageBuf{oiio_spec(image.spec()), image.pixels().data()};
}
/// The same to read from. OpenImageIO has no ImageBuf over constant memory, so the constness is the
/// caller's to keep: pass it as a source only.
[[nodiscard]] inline const OIIO::ImageBuf image_buf(const Image& image) {
    return OIIO::ImageBuf{oiio_spec(image.spec()),
                          const_cast<std::byte*>(image.pixels().data())}; // NOLINT
}

/// Throws `ItemError` (node) with OpenImageIO's sentence where a function of ImageBufAlgo failed.
///
///     require(OIIO::ImageBufAlgo::median_filter(target, source, 3, 3), target);
inline void require(bool is_done, const OIIO::ImageBuf& target) {
    if (!is_done)
        throw ItemError{ErrorClass::node, "OpenImageIO: " + target.geterror()};
}

} // namespace penstock

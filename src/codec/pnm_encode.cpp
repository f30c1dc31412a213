// SPDX-License-Identifier: Apache-2.0
#include "codec/pnm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <string>

namespace penstock::codec {
namespace {

std::string header_of(const ImageSpec& spec) {
    const int max_value = spec.pixel_type == PixelType::u8 ? 255 : 65'535;
    if (!spec.has_alpha())
        return fmt::format(
            "P{}\n{} {}\n{}\n", spec.channels == 1 ? 5 : 6, spec.width, spec.height, max_value);
    return fmt::format("P7\nWIDTH {}\nHEIGHT {}\nDEPTH {}\nMAXVAL {}\nTUPLTYPE {}\nENDHDR\n",
                       spec.width,
                       spec.height,
                       spec.channels,
                       max_value,
                       spec.channels == 2 ? "GRAYSCALE_ALPHA" : "RGB_ALPHA");
}

} // namespace

std::size_t encode_pnm(const Image& image, const EncodeOptions&, std::span<std::byte> target) {
    const std::string header = header_of(image.spec());
    auto to = std::ranges::transform(header, target.begin(), [](char c) {
                  return static_cast<std::byte>(c);
              }).out;
    const std::span<const std::byte> pixels = image.pixels();
    if (image.spec().pixel_type == PixelType::u8 || std::endian::native == std::endian::big) {
        to = std::ranges::copy(pixels, to).out;
    } else {
        for (std::size_t i = 0; i < pixels.size(); i += 2) { // the high byte comes first
            *to++ = pixels[i + 1];
            *to++ = pixels[i];
        }
    }
    return static_cast<std::size_t>(to - target.begin());
}

} // namespace penstock::codec

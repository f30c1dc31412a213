// SPDX-License-Identifier: Apache-2.0
#include "pixels/fit.hpp"

#include <algorithm>

namespace penstock::pixels {
namespace {

// side * part / whole, to the nearest, at least 1.
std::uint32_t in_proportion(std::uint32_t side, std::uint64_t part, std::uint64_t whole) {
    return static_cast<std::uint32_t>(
        std::max<std::uint64_t>((side * part + whole / 2) / whole, 1));
}

} // namespace

ImageSpec fitted(ImageSpec spec, std::uint64_t width, std::uint64_t height) {
    const ImageSpec before = spec;
    // The side that is the more too long decides.
    if (height * before.width >= width * before.height) {
        spec.width = static_cast<std::uint32_t>(width);
        spec.height = in_proportion(before.height, width, before.width);
    } else {
        spec.height = static_cast<std::uint32_t>(height);
        spec.width = in_proportion(before.width, height, before.height);
    }
    return spec;
}

} // namespace penstock::pixels

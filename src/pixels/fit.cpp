// SPDX-License-Identifier: Apache-2.0
#include "pixels/fit.hpp"

#include <algorithm>
#include <limits>

namespace penstock::pixels {
namespace {

// side * part / whole, to the nearest, at least 1.
std::uint32_t in_proportion(std::uint32_t side, std::uint64_t part, std::uint64_t whole) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(
        std::clamp<std::uint64_t>((side * part + whole / 2) / whole, 1, most));
}

ImageSpec as_wide_as(std::uint64_t width, ImageSpec spec) {
    spec.height = in_proportion(spec.height, width, spec.width);
    spec.width = static_cast<std::uint32_t>(width);
    return spec;
}

ImageSpec as_high_as(std::uint64_t height, ImageSpec spec) {
    spec.width = in_proportion(spec.width, height, spec.height);
    spec.height = static_cast<std::uint32_t>(height);
    return spec;
}

// The picture is wider, for its height, than the box.
bool is_wider(const ImageSpec& spec, std::uint64_t width, std::uint64_t height) {
    return height * spec.width >= width * spec.height;
}

} // namespace

ImageSpec fitted(ImageSpec spec, std::uint64_t width, std::uint64_t height) {
    return is_wider(spec, width, height) ? as_wide_as(width, spec) : as_high_as(height, spec);
}

ImageSpec covering(ImageSpec spec, std::uint64_t width, std::uint64_t height) {
    return is_wider(spec, width, height) ? as_high_as(height, spec) : as_wide_as(width, spec);
}

} // namespace penstock::pixels

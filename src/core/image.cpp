// SPDX-License-Identifier: Apache-2.0
#include "penstock/image.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace penstock {

Image::Image(const ImageSpec& spec, Buffer buffer) : spec_{spec}, buffer_{std::move(buffer)} {
    assert(buffer_.size() == spec_.bytes());
}

Image Image::allocate(const ImageSpec& spec) {
    return {spec, Buffer::allocate(spec.bytes())};
}

std::span<std::byte> Image::row(std::uint32_t y) {
    assert(y < spec_.height);
    return pixels().subspan(y * spec_.row_bytes(), spec_.row_bytes());
}

std::span<const std::byte> Image::row(std::uint32_t y) const {
    assert(y < spec_.height);
    return pixels().subspan(y * spec_.row_bytes(), spec_.row_bytes());
}

void Image::clone_into(Image& target) const {
    assert(target.spec().bytes() == spec_.bytes());
    std::ranges::copy(pixels(), target.pixels().begin());
}

} // namespace penstock

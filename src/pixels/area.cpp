// SPDX-License-Identifier: Apache-2.0
#include "pixels/area.hpp"

#include <cassert>
#include <cstddef>
#include <cstring>

namespace penstock::pixels {

void copy_area(const Image& from, const Area& area, Image& to, std::uint32_t x, std::uint32_t y) {
    assert(from.spec().pixel_bytes() == to.spec().pixel_bytes());
    assert(area.x + area.width <= from.spec().width && area.y + area.height <= from.spec().height);
    assert(x + area.width <= to.spec().width && y + area.height <= to.spec().height);
    const std::size_t pixel = from.spec().pixel_bytes();
    for (std::uint32_t row = 0; row < area.height; ++row)
        std::memcpy(to.row(y + row).data() + x * pixel,
                    from.row(area.y + row).data() + area.x * pixel,
                    area.width * pixel);
}

} // namespace penstock::pixels

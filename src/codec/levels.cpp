// SPDX-License-Identifier: Apache-2.0
#include "codec/levels.hpp"

#include "codec/shrink.hpp"

namespace penstock::codec {

Header scaled_by_level(const Header& header, double least_scale) {
    const double wanted = least_scale / shrink_margin * level_margin;
    const Level* smallest = nullptr;
    for (const Level& level : header.levels)
        if (level.width >= wanted * header.spec.width &&
            level.height >= wanted * header.spec.height)
            smallest = &level;
    if (smallest == nullptr)
        return header;
    Header scaled = header;
    scaled.spec.width = smallest->width;
    scaled.spec.height = smallest->height;
    // A level shows all of the picture, and nothing of its pixels lies outside.
    scaled.spec.shrunk = {.width = header.spec.width, .height = header.spec.height};
    scaled.codec_bytes = smallest->codec_bytes;
    scaled.layout = smallest->layout;
    scaled.levels.clear();
    return scaled;
}

} // namespace penstock::codec

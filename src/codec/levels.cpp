// SPDX-License-Identifier: Apache-2.0
#include "codec/levels.hpp"

namespace penstock::codec {

Header scaled_by_level(const Header& header, double least_scale) {
    const Level* smallest = nullptr;
    for (const Level& level : header.levels)
        if (level.width >= least_scale * header.spec.width &&
            level.height >= least_scale * header.spec.height)
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

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <memory>

namespace penstock {

/// Takes the colour profile off, which no longer says what the values of the image mean.
inline void drop_profile(Image& image) {
    if (image.metadata() && !image.metadata()->icc().empty())
        image.set_metadata(std::make_shared<const Metadata>(image.metadata()->without_icc()));
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"
#include "penstock/metadata.hpp"

#include <memory>

namespace penstock::testing {

/// A picture whose samples differ from pixel to pixel, and between channels; the same for the same
/// spec. Its floating-point samples lie between 0 and 1, its alpha is not opaque everywhere.
[[nodiscard]] Image sample_image(const ImageSpec& spec);

/// Metadata with something in each part but the ICC profile: EXIF, XMP, a text, a resolution.
[[nodiscard]] std::shared_ptr<const Metadata> sample_metadata();

} // namespace penstock::testing

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace penstock::storage {

// The name ends as images do: .jpg, .TIFF, ... Also in formats that penstock only knows by name: an
// image that cannot be read is to fail, not to be overlooked.
[[nodiscard]] bool has_image_extension(const std::string& file_name);

} // namespace penstock::storage

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/request.hpp"

#include <string>

namespace penstock::storage {

// "a.jpg" of "photos/a.jpg"; where the request is no file, the last part of its name.
[[nodiscard]] std::string file_name_of(const Request& request);

// "a.b" of "a.b.jpg"; ".jpg" of ".jpg".
[[nodiscard]] std::string stem_of(const std::string& file_name);

// "jpg" of "a.b.jpg"; empty for "a" and for ".jpg".
[[nodiscard]] std::string extension_of(const std::string& file_name);

// The name ends as images do: .jpg, .TIFF, ... Also in formats that penstock only knows by name: an
// image that cannot be read is to fail, not to be overlooked.
[[nodiscard]] bool has_image_extension(const std::string& file_name);

} // namespace penstock::storage

// SPDX-License-Identifier: Apache-2.0
#include "storage/source_name.hpp"

#include "core/item_name.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace penstock::storage {

bool has_image_extension(const std::string& file_name) {
    static constexpr std::array<std::string_view, 34> known{
        "avif", "bmp",  "cin", "dib", "dpx",  "exr", "gif", "hdr",  "heic", "heif", "icb", "j2c",
        "j2k",  "jfif", "jp2", "jpe", "jpeg", "jpf", "jpg", "jpx",  "jxl",  "pam",  "pbm", "pfm",
        "pgm",  "png",  "pnm", "ppm", "rgbe", "tga", "tif", "tiff", "vst",  "webp"};
    std::string extension = extension_of(file_name);
    for (char& c : extension)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return std::binary_search(known.begin(), known.end(), extension);
}

} // namespace penstock::storage

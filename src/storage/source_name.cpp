// SPDX-License-Identifier: Apache-2.0
#include "storage/source_name.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace penstock::storage {
namespace {

// Where the extension's dot is; `npos` where there is none.
std::size_t dot_of(const std::string& file_name) {
    const std::size_t dot = file_name.rfind('.');
    return dot == 0 ? std::string::npos : dot;
}

} // namespace

std::string file_name_of(const Request& request) {
    const std::string& path = request.path.empty() ? request.name : request.path;
    return path.substr(path.rfind('/') + 1);
}

std::string stem_of(const std::string& file_name) {
    return file_name.substr(0, dot_of(file_name));
}

std::string extension_of(const std::string& file_name) {
    const std::size_t dot = dot_of(file_name);
    return dot == std::string::npos ? std::string{} : file_name.substr(dot + 1);
}

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

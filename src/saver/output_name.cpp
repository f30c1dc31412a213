// SPDX-License-Identifier: Apache-2.0
#include "saver/output_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace penstock::saver {
namespace {

using Extension = std::pair<std::string_view, std::string_view>; // and its format

// Those that `decode` reads, but for animations and raw code-streams, which `encode` does not make.
constexpr std::array extensions = {
    Extension{"jpg", "jpeg"},  Extension{"jpeg", "jpeg"}, Extension{"jpe", "jpeg"},
    Extension{"jfif", "jpeg"}, Extension{"jif", "jpeg"},  Extension{"png", "png"},
    Extension{"webp", "webp"}, Extension{"tif", "tiff"},  Extension{"tiff", "tiff"},
    Extension{"exr", "exr"},   Extension{"hdr", "hdr"},   Extension{"pic", "hdr"},
    Extension{"rgbe", "hdr"},  Extension{"bmp", "bmp"},   Extension{"dib", "bmp"},
    Extension{"pnm", "pnm"},   Extension{"ppm", "pnm"},   Extension{"pgm", "pnm"},
    Extension{"pam", "pnm"},   Extension{"tga", "tga"},   Extension{"targa", "tga"},
    Extension{"icb", "tga"},   Extension{"vda", "tga"},   Extension{"dpx", "dpx"},
    Extension{"jp2", "jp2"},   Extension{"gif", "gif"},
};

std::string in_quotes(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        result += byte < 0x20 || byte == 0x7F ? fmt::format("\\x{:02x}", byte) : std::string{c};
    }
    return result + '"';
}

std::string lower_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

std::string format_of(const std::string& file) {
    const std::string written = std::filesystem::path{file}.extension().string();
    const std::string extension = lower_case(written.empty() ? written : written.substr(1));
    for (const auto& [known, format] : extensions)
        if (known == extension)
            return std::string{format};
    std::string names;
    for (const auto& [known, format] : extensions)
        names += (names.empty() ? "" : ", ") + std::string{known};
    throw std::invalid_argument{fmt::format(
        "{} {}, so nobody knows which format it is to be; expected one of {}; or give the bytes of "
        "a file, which may have any",
        in_quotes(file),
        extension.empty() ? "has no extension" : "has the extension " + in_quotes(extension),
        names)};
}

bool has_zero(const std::string& text) {
    return text.find('\0') != std::string::npos;
}

std::string file_of(const std::filesystem::path& filename) {
    std::string file = filename.filename().string();
    if (file.empty() || file == "." || file == ".." || has_zero(file))
        throw std::invalid_argument{
            fmt::format("{} ends in no file name; expected one such as \"a.jpg\"",
                        in_quotes(filename.native()))};
    return file;
}

std::string folder_of(const std::filesystem::path& sub_folder) {
    const auto refuse = [&](const char* what) {
        throw std::invalid_argument{
            fmt::format("the sub_folder {} {}; expected one below the saver's location, such as "
                        "\"cats\"",
                        in_quotes(sub_folder.native()),
                        what)};
    };
    if (sub_folder.is_absolute())
        refuse("is absolute");
    if (has_zero(sub_folder.native()))
        refuse("contains a zero byte");
    std::string folder;
    for (const std::filesystem::path& part : sub_folder) {
        const std::string& name = part.native();
        if (name == "..")
            refuse("leads upwards");
        if (!name.empty() && name != ".")
            folder += (folder.empty() ? "" : "/") + name;
    }
    return folder;
}

} // namespace

OutputName output_name(const std::filesystem::path& filename,
                       const std::filesystem::path& sub_folder,
                       bool is_encoded) {
    OutputName name;
    name.file = file_of(filename);
    name.folder = folder_of(sub_folder);
    name.way = is_encoded ? file_bytes_way : format_of(name.file);
    return name;
}

} // namespace penstock::saver

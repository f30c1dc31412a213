// SPDX-License-Identifier: Apache-2.0
#include "core/item_name.hpp"

#include <cstddef>

namespace penstock {
namespace {

// Where the extension's dot is; `npos` where there is none.
std::size_t dot_of(const std::string& file_name) {
    const std::size_t dot = file_name.rfind('.');
    return dot == 0 ? std::string::npos : dot;
}

std::string file_name_of(const Request& request) {
    const std::string& path = request.path.empty() ? request.name : request.path;
    return path.substr(path.rfind('/') + 1);
}

const std::string* new_stem_of(const ItemInfo& item) {
    const Value* stem = item.attributes.find(stem_attribute);
    return stem != nullptr && stem->is_string() ? &stem->as_string() : nullptr;
}

} // namespace

std::string extension_of(const std::string& file_name) {
    const std::size_t dot = dot_of(file_name);
    return dot == std::string::npos ? std::string{} : file_name.substr(dot + 1);
}

std::string name_of(const ItemInfo& item) {
    std::string name = file_name_of(item.request);
    const std::string* stem = new_stem_of(item);
    if (stem == nullptr)
        return name;
    const std::string extension = extension_of(name);
    return extension.empty() ? *stem : *stem + '.' + extension;
}

std::string stem_of(const ItemInfo& item) {
    if (const std::string* stem = new_stem_of(item))
        return *stem;
    const std::string name = file_name_of(item.request);
    return name.substr(0, dot_of(name));
}

std::string source_extension_of(const ItemInfo& item) {
    return extension_of(file_name_of(item.request));
}

} // namespace penstock

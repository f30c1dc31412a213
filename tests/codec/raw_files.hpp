// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/pictures.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace penstock::test {

/// Bytes that are spelled out.
[[nodiscard]] inline Bytes bytes(std::initializer_list<int> values) {
    Bytes result;
    for (const int value : values)
        result.push_back(static_cast<std::byte>(value));
    return result;
}
[[nodiscard]] inline Bytes bytes(std::string_view text) {
    Bytes result;
    for (const char c : text)
        result.push_back(static_cast<std::byte>(c));
    return result;
}
[[nodiscard]] inline Bytes operator+(Bytes left, const Bytes& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

/// The samples of a u8 image.
[[nodiscard]] inline std::vector<int> values_of(const Image& image) {
    std::vector<int> values;
    for (const std::byte b : image.pixels())
        values.push_back(std::to_integer<int>(b));
    return values;
}

/// "corrupt: the BMP ...", or empty where the file decodes.
[[nodiscard]] inline std::string refusal(const Bytes& file) {
    try {
        static_cast<void>(decoded(file));
    } catch (const ItemError& error) {
        return std::string{to_string(error.error_class())} + ": " + error.what();
    }
    return {};
}

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/built_in.hpp"
#include "support/test_context.hpp"

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace penstock::test {

/// A node of the one type that `add` registers, with normalised parameters.
template <class Kind>
[[nodiscard]] std::unique_ptr<Kind> made(void (*add)(NodeRegistry&), const Value::Object& params) {
    NodeRegistry registry;
    add(registry);
    const std::string type = registry.names().front();
    std::unique_ptr<Node> node = registry.find(type)->make(params);
    return std::unique_ptr<Kind>{&dynamic_cast<Kind&>(*node.release())};
}

/// What `open` of a node says of its parameters; "opened" where it takes them.
[[nodiscard]] inline std::string opening(void (*add)(NodeRegistry&), const Value::Object& params) {
    const auto node = made<Node>(add, params);
    try {
        node->open({});
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "opened";
}

/// `{"attr": ATTRIBUTE, COMPARISON: OPERAND}`.
[[nodiscard]] inline Value
condition(const char* attribute, const char* comparison, const Value& operand) {
    return Value::Object{{"attr", attribute}, {comparison, operand}};
}

/// An image with one value in all its samples.
[[nodiscard]] inline Image
plain(std::uint32_t width, std::uint32_t height, std::uint32_t channels = 3, int value = 0) {
    Image image = Image::allocate({width, height, channels, PixelType::u8, ColourSpace::srgb});
    for (std::byte& sample : image.pixels())
        sample = static_cast<std::byte>(value);
    return image;
}

[[nodiscard]] inline bool shares_pixels(const Payload& left, const Image& right) {
    const Image* image = left.get<Image>();
    return image != nullptr && image->pixels().data() == right.pixels().data();
}

} // namespace penstock::test

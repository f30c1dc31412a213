// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/made.hpp"
#include "support/catch.hpp"
#include "support/test_context.hpp"

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace penstock::test {

/// What a transform made of an image, and what it took for that.
struct Transformed {
    Image image;
    NodeBound bound;
    std::uint64_t allocated = 0; ///< as a budget counts it
};

/// Calls a node once, and checks that it took what it declared, and no more.
[[nodiscard]] inline Transformed
transformed(void (*add)(NodeRegistry&), const Value::Object& params, Image image) {
    const auto node = made<WorkNode>(add, params);
    node->open({});
    const PayloadBound input = PayloadBound::image(image.spec());
    const std::byte* const before = std::as_const(image).pixels().data();
    Transformed result{.image = {}, .bound = node->bound(input), .allocated = 0};
    TestContext context;
    Payload payload = node->process(Payload{std::move(image)}, context);
    result.image = std::move(*payload.get<Image>());
    result.allocated = context.allocated_bytes;
    CHECK(result.bound.output.spec == result.image.spec());
    CHECK(result.bound.output.images == 1);
    CHECK(result.bound.output.bytes >= buffer_capacity(result.image.spec().bytes()));
    CHECK(result.allocated <= result.bound.output.bytes + result.bound.working_bytes);
    if (result.bound.in_place) {
        CHECK(result.allocated <= result.bound.working_bytes);
        CHECK(std::as_const(result.image).pixels().data() == before);
    }
    return result;
}

/// An image whose samples are its positions: no two pixels of a small one are alike.
[[nodiscard]] inline Image
numbered(std::uint32_t width, std::uint32_t height, std::uint32_t channels = 1) {
    Image image = Image::allocate({width, height, channels, PixelType::u8, ColourSpace::srgb});
    std::size_t i = 0;
    for (std::byte& sample : image.pixels())
        sample = static_cast<std::byte>(i++ / channels);
    return image;
}

/// "5x3".
[[nodiscard]] inline std::string size_of(const Image& image) {
    return std::to_string(image.spec().width) + 'x' + std::to_string(image.spec().height);
}

/// The samples of an image of 32-bit floats.
[[nodiscard]] inline std::vector<float> floats_of(const Image& image) {
    std::vector<float> samples(image.pixels().size() / sizeof(float));
    std::memcpy(samples.data(), image.pixels().data(), image.pixels().size());
    return samples;
}

/// The samples of an 8-bit image.
[[nodiscard]] inline std::vector<int> samples_of(const Image& image) {
    std::vector<int> samples;
    for (const std::byte sample : image.pixels())
        samples.push_back(std::to_integer<int>(sample));
    return samples;
}

} // namespace penstock::test

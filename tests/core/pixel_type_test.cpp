// SPDX-License-Identifier: Apache-2.0
#include "penstock/pixel_type.hpp"

#include "support/catch.hpp"

#include <tuple>

using namespace penstock;

TEST_CASE("each pixel type has its size and its word", "[core][pixel_type]") {
    const std::tuple<PixelType, std::size_t, const char*> types[] = {{PixelType::u8, 1, "u8"},
                                                                     {PixelType::u16, 2, "u16"},
                                                                     {PixelType::f16, 2, "f16"},
                                                                     {PixelType::f32, 4, "f32"}};
    for (const auto& [type, size, word] : types) {
        CHECK(bytes_of(type) == size);
        CHECK(to_string(type) == word);
        CHECK(pixel_type_from(word) == type);
    }
}

TEST_CASE("other words are no pixel types", "[core][pixel_type]") {
    for (const char* word : {"", "u", "u32", "U8", "u8 ", "float"})
        CHECK_FALSE(pixel_type_from(word).has_value());
}

// SPDX-License-Identifier: Apache-2.0
#include "nodes/transformed.hpp"

using namespace penstock;
using test::samples_of;
using test::transformed;

namespace {

// One bright pixel in a row of dark ones.
Image dot() {
    Image image = test::plain(9, 1, 1, 50);
    image.pixels()[4] = std::byte{250};
    return image;
}

std::vector<int> sharpened(const Value::Object& params) {
    return samples_of(transformed(add_unsharp, params, dot()).image);
}

} // namespace

TEST_CASE("blur spreads a pixel by the Gaussian of its sigma", "[nodes][blur]") {
    CHECK(samples_of(transformed(add_blur, {{"sigma", 0.1}}, dot()).image) == samples_of(dot()));
    CHECK(samples_of(transformed(add_blur, {{"sigma", 1.0}}, dot()).image) ==
          std::vector<int>{50, 51, 61, 98, 130, 98, 61, 51, 50});
    CHECK(samples_of(transformed(add_blur, {{"sigma", 100.0}}, test::plain(9, 5, 3, 7)).image) ==
          std::vector<int>(135, 7));
}

TEST_CASE("unsharp takes the blur away, as much as it is told to", "[nodes][unsharp]") {
    CHECK(sharpened({{"amount", 0.0}}) == samples_of(dot()));
    CHECK(sharpened({{"amount", 0.5}}) == std::vector<int>{50, 50, 45, 26, 255, 26, 45, 50, 50});
    CHECK(sharpened({}) == std::vector<int>{50, 49, 39, 2, 255, 2, 39, 49, 50});
    CHECK(sharpened({{"sigma", 0.1}}) == samples_of(dot()));
    CHECK(sharpened({{"amount", 0.5}, {"threshold", 0.1}}) ==
          std::vector<int>{50, 50, 50, 26, 255, 26, 50, 50, 50});
}
